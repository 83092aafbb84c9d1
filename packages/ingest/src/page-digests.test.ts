import { expect, test } from 'vitest'
import { createPageDigests } from './page-digests.ts'

const pass = (pages: Record<string, number[]>, before?: ReturnType<typeof createPageDigests>, max?: number) => {
  const digests = createPageDigests(before, max)
  for (const [url, sums] of Object.entries(pages)) digests.see(url, sums)
  return digests
}

test('createPageDigests() counts pages whose activities or URL are new, and knows when nothing is', () => {
  const first = pass({ '/1': [1], '/2': [2] })
  expect([first.changed, first.isSame]).toEqual([undefined, false])
  expect(pass({ '/1': [1], '/2': [2] }, first)).toMatchObject({ changed: 0, isSame: true })
  expect(pass({ '/1': [1], '/2': [3] }, first)).toMatchObject({ changed: 1, isSame: false })
  expect(pass({ '/1': [1], '/3': [2] }, first)).toMatchObject({ changed: 1, isSame: false })
  expect(pass({ '/1': [1] }, first)).toMatchObject({ changed: 0, isSame: false })
  expect(pass({ '/1': [1], '/2': [2, 3] }, first)).toMatchObject({ changed: 1, isSame: false })
})

test('createPageDigests() counts a page that was read twice once', () => {
  const first = pass({ '/1': [1] })
  const second = createPageDigests(first)
  for (const sum of [2, 2]) second.see('/1', [sum])
  expect(second.changed).toBe(1)
})

test('createPageDigests() takes pages beyond its bound for changed', () => {
  const pages = { '/1': [1], '/2': [2], '/3': [3] }
  const first = pass(pages, undefined, 2)
  expect(pass(pages, first, 2)).toMatchObject({ changed: 1, isSame: false })
})
