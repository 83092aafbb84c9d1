import { expect, test } from 'vitest'
import { createBulkShare } from './bulk-share.ts'

test('createBulkShare() gives a pass alone batches of 5 MiB, and many at once smaller ones, down to half a MiB', () => {
  const share = createBulkShare()
  const alone = share.join()
  expect(share.batchBytes()).toBe(5 * 2 ** 20)
  const others = Array.from({ length: 7 }, () => share.join())
  expect(share.batchBytes()).toBe(2 * 2 ** 20)
  const crowd = Array.from({ length: 100 }, () => share.join())
  expect(share.batchBytes()).toBe(2 ** 19)
  for (const each of [...others, ...crowd, alone]) each[Symbol.dispose]()
  expect(share.batchBytes()).toBe(5 * 2 ** 20)
})
