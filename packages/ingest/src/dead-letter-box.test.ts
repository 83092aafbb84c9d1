import { expect, test } from 'vitest'
import type { RefusedDocument } from './dead-letter.ts'
import { createDeadLetterBox, deadLetterBody, MAX_BODY_BYTES } from './dead-letter-box.ts'

const letter = (n: number, body = ''): RefusedDocument => ({
  feed: 'f',
  alias: 'objects',
  id: `${n}`,
  url: 'http://a/',
  pass: '',
  ingest: 'full',
  reason: '',
  body,
  bytes: 0,
  at: '',
})

function boxOf(maxKept: number) {
  const batches: string[][] = []
  const box = createDeadLetterBox({
    maxKept,
    async keep(letters) {
      batches.push(letters.map(({ id }) => id ?? ''))
    },
  })
  return { box, batches }
}

test('createDeadLetterBox() keeps letters in batches of bounded size', async () => {
  const { box, batches } = boxOf(10_000)
  for (let n = 0; n < 1_201; n += 1) box.add(letter(n))
  await box.keepSome()
  expect(batches.map((batch) => batch.length)).toEqual([500, 500, 201])
  for (let n = 0; n < 5; n += 1) box.add(letter(2_000 + n, 'x'.repeat(2 ** 20)))
  await box.keepSome()
  expect(batches.slice(3).map((batch) => batch.length)).toEqual([2, 2, 1])
})

test('createDeadLetterBox() waits until there is a batch, or it is told to', async () => {
  const { box, batches } = boxOf(10)
  box.add(letter(1))
  await box.keepSome()
  expect(batches).toEqual([])
  await box.keepAll()
  await box.keepAll()
  expect(batches).toEqual([['1']])
})

test('createDeadLetterBox() counts what is too much, once each', async () => {
  const { box, batches } = boxOf(2)
  for (const n of [1, 2, 3, 4, 3, 1]) box.add(letter(n))
  expect(box.dropped).toBe(2)
  await box.keepAll()
  expect(box.add(letter(1)), 'refused again, so written again').toBe(true)
  expect(box.add(letter(1)), 'by another generation').toBe(false)
  await box.keepAll()
  expect(batches).toEqual([['1', '2'], ['1']])
  expect(box.dropped).toBe(2)
})

test('deadLetterBody() cuts between two characters', () => {
  const bytes = Buffer.from(`x${'é'.repeat(MAX_BODY_BYTES)}`)
  const { body, bytes: length } = deadLetterBody(bytes)
  expect(length).toBe(bytes.byteLength)
  expect(body).toBe(`x${'é'.repeat(MAX_BODY_BYTES / 2 - 1)}`)
})
