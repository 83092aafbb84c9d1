import { expect, test } from 'vitest'
import { type BulkLimit, createBulkLimit } from './bulk-limit.ts'

const { signal } = new AbortController()
const answer = (limit: BulkLimit, isTooMuch: boolean) =>
  limit.run(() => Promise.resolve(isTooMuch), { overloaded: (tooMuch) => tooMuch, signal })

/** Requests that end when told to, and how many have been let through. */
function pending(limit: BulkLimit, count: number) {
  const ends: ((tooMuch: boolean) => void)[] = []
  const answers = Array.from({ length: count }, () =>
    limit.run(() => new Promise<boolean>((resolve) => ends.push(resolve)), {
      overloaded: (tooMuch) => tooMuch,
      signal,
    }),
  )
  return { ends, answers }
}
const settled = () => new Promise((resolve) => setImmediate(resolve))

test('createBulkLimit() grows by one for as many good answers as it lets through, up to its maximum', async () => {
  const limit = createBulkLimit({ max: 4 })
  const seen: number[] = []
  for (let n = 0; n < 12; n += 1) {
    await answer(limit, false)
    seen.push(limit.current)
  }
  expect(seen).toEqual([2, 2, 3, 3, 3, 4, 4, 4, 4, 4, 4, 4])
})

test('createBulkLimit() halves when the cluster has too much to do, down to one', async () => {
  const limit = createBulkLimit({ max: 1_000 })
  for (let n = 0; n < 60; n += 1) await answer(limit, false)
  const before = limit.current
  await answer(limit, true)
  expect(limit.current).toBe(Math.floor(before / 2))
  for (let n = 0; n < 10; n += 1) await answer(limit, true)
  expect(limit.current).toBe(1)
})

test('createBulkLimit() halves once for all requests that were under way together', async () => {
  const limit = createBulkLimit({ max: 8 })
  for (let n = 0; n < 60; n += 1) await answer(limit, false)
  const { ends, answers } = pending(limit, 8)
  await settled()
  for (const end of ends) end(true)
  await Promise.all(answers)
  expect(limit.current).toBe(4)
})

test('createBulkLimit() lets no more through than it says, in the order of asking', async () => {
  const limit = createBulkLimit({ max: 2 })
  const { ends, answers } = pending(limit, 4)
  await settled()
  expect(ends).toHaveLength(2)
  ends[0]?.(true)
  await answers[0]
  await settled()
  expect(ends).toHaveLength(2)
  ends[1]?.(true)
  await answers[1]
  await settled()
  expect(ends).toHaveLength(3)
  ends[2]?.(false)
  await answers[2]
  await settled()
  ends[3]?.(false)
  expect(await Promise.all(answers)).toEqual([true, true, false, false])
})

test('createBulkLimit() makes room after a request that failed', async () => {
  const limit = createBulkLimit({ max: 1 })
  const failing = limit.run(() => Promise.reject(new Error('gone')), { overloaded: () => false, signal })
  await expect(failing).rejects.toThrow('gone')
  expect(await answer(limit, false)).toBe(false)
})

test('createBulkLimit() lets who is told to stop leave the queue', async () => {
  const limit = createBulkLimit({ max: 1 })
  const { ends, answers } = pending(limit, 1)
  const stop = new AbortController()
  const queued = limit.run(() => Promise.resolve(), { overloaded: () => false, signal: stop.signal })
  stop.abort(new Error('stopped'))
  await expect(queued).rejects.toThrow('stopped')
  await settled()
  ends[0]?.(false)
  await answers[0]
  expect(await answer(limit, false)).toBe(false)
})
