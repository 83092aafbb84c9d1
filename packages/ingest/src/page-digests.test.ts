import { expect, test } from 'vitest'
import { createPageDigests } from './page-digests.ts'

const pass = (pages: Record<string, string>, before?: ReturnType<typeof createPageDigests>, max?: number) => {
  const digests = createPageDigests(before, max)
  for (const [url, body] of Object.entries(pages)) digests.see(url, Buffer.from(body))
  return digests
}

test('createPageDigests() counts pages whose bytes or URL are new, and knows when nothing is', () => {
  const first = pass({ '/1': 'a', '/2': 'b' })
  expect([first.changed, first.isSame]).toEqual([undefined, false])
  expect(pass({ '/1': 'a', '/2': 'b' }, first)).toMatchObject({ changed: 0, isSame: true })
  expect(pass({ '/1': 'a', '/2': 'c' }, first)).toMatchObject({ changed: 1, isSame: false })
  expect(pass({ '/1': 'a', '/3': 'b' }, first)).toMatchObject({ changed: 1, isSame: false })
  expect(pass({ '/1': 'a' }, first)).toMatchObject({ changed: 0, isSame: false })
})

test('createPageDigests() counts a page that was read twice once', () => {
  const first = pass({ '/1': 'a' })
  const second = createPageDigests(first)
  for (const body of ['b', 'b']) second.see('/1', Buffer.from(body))
  expect(second.changed).toBe(1)
})

test('createPageDigests() takes pages beyond its bound for changed', () => {
  const pages = { '/1': 'a', '/2': 'b', '/3': 'c' }
  const first = pass(pages, undefined, 2)
  expect(pass(pages, first, 2)).toMatchObject({ changed: 1, isSame: false })
})
