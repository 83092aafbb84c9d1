import { expect, test } from 'vitest'
import { BadRequestError, RateLimitedError, SearchTimeoutError, UnavailableError } from './errors.ts'
import { sleepFor, withRetries } from './retry.ts'

const path = '/v3/activities/_search'
const unavailable = (retryAfterMs?: number) => new UnavailableError(path, 503, { retryAfterMs })
const refused = new BadRequestError(path, 400, { details: undefined, path: undefined, type: undefined })

async function run(failures: readonly Error[], options: { retries?: number; maxRetryWaitMs?: number } = {}) {
  const waits: number[] = []
  const sleep = async (ms: number) => void waits.push(ms)
  const policy = { retries: 2, maxRetryWaitMs: 10_000, sleep, random: () => 0.5, ...options }
  let attempts = 0
  const result = await withRetries(policy, undefined, async () => {
    const failure = failures[attempts]
    attempts += 1
    if (failure) throw failure
    return 'done'
  }).catch((error: unknown) => error)
  return { result, attempts, waits }
}

test('withRetries() tries again what may pass, each time after a longer wait', async () => {
  expect(await run([])).toEqual({ result: 'done', attempts: 1, waits: [] })
  expect(await run([unavailable(), unavailable()])).toEqual({ result: 'done', attempts: 3, waits: [125, 250] })
})

test('withRetries() waits as long as the service asks, or not at all', async () => {
  expect(await run([new RateLimitedError(path, 3_000)])).toEqual({ result: 'done', attempts: 2, waits: [3_000] })
  expect(await run([unavailable(0)])).toMatchObject({ result: 'done', waits: [0] })
  const long = unavailable(10_001)
  expect(await run([long])).toEqual({ result: long, attempts: 1, waits: [] })
})

test('withRetries() gives up in the end, with the last failure', async () => {
  const last = unavailable()
  expect(await run([unavailable(), unavailable(), last])).toEqual({ result: last, attempts: 3, waits: [125, 250] })
  const first = unavailable()
  expect(await run([first], { retries: 0 })).toEqual({ result: first, attempts: 1, waits: [] })
})

test.each([refused, new SearchTimeoutError(path, 1), new Error('other')])(
  'withRetries() does not repeat what would fail again: %s',
  async (error) => {
    expect(await run([error])).toEqual({ result: error, attempts: 1, waits: [] })
  },
)

test('sleepFor() ends with the reason of its signal', async () => {
  const controller = new AbortController()
  const sleeping = sleepFor(60_000, controller.signal)
  controller.abort(new Error('enough'))
  await expect(sleeping).rejects.toThrow('enough')
  await expect(sleepFor(60_000, controller.signal)).rejects.toThrow('enough')
  await sleepFor(0, undefined)
})
