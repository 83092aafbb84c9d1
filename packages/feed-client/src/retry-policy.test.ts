import { describe, expect, it } from 'vitest'
import { RequestTimeoutError, StatusError } from './request-errors.ts'
import type { RetryPolicy } from './retry-policy.ts'
import { withRetries } from './retry-policy.ts'

const url = 'https://source.example/'
const { signal } = new AbortController()

async function attempt(errors: unknown[], policy: RetryPolicy | undefined, random = () => 1) {
  const waits: number[] = []
  let tries = 0
  const run = async () => {
    tries += 1
    const error = errors[tries - 1]
    if (error !== undefined) throw error
    return 'done'
  }
  const sleep = async (ms: number) => void waits.push(ms)
  const result = await withRetries(run, policy, { signal, sleep, random }).catch((error: unknown) => error)
  return { result, waits, tries }
}

const down = new StatusError(url, 503)

describe('withRetries()', () => {
  it('tries again after random waits whose longest doubles', async () => {
    const errors = [down, new RequestTimeoutError(url, 'body', 1), down, down, down]
    const policy = { firstWaitMs: 100, maxWaitMs: 1000 }
    expect(await attempt(errors, policy)).toEqual({ result: 'done', waits: [100, 200, 400, 800, 1000], tries: 6 })
    expect((await attempt(errors, policy, () => 0.25)).waits).toEqual([25, 50, 100, 200, 250])
  })

  it('waits as long as the source asks, within the longest wait', async () => {
    const errors = [new StatusError(url, 503, 7000), new StatusError(url, 503, 9_000_000)]
    expect((await attempt(errors, {})).waits).toEqual([7000, 60_000])
  })

  it('gives up after maxTries, by default after 8', async () => {
    const errors = Array.from({ length: 20 }, () => down)
    expect(await attempt(errors, { maxTries: 3 })).toMatchObject({ result: down, tries: 3 })
    expect(await attempt(errors, {})).toMatchObject({ result: down, tries: 8 })
  })

  it('tries nothing twice without a policy, or that cannot succeed', async () => {
    expect(await attempt([down], undefined)).toMatchObject({ result: down, tries: 1 })
    const gone = new StatusError(url, 410)
    expect(await attempt([gone], {})).toMatchObject({ result: gone, tries: 1 })
    const bug = new TypeError('a bug')
    expect(await attempt([bug], {})).toMatchObject({ result: bug, tries: 1 })
  })

  it('tells of each wait', async () => {
    const told: unknown[] = []
    await attempt([down], { onRetry: (retry) => told.push(retry) })
    expect(told).toEqual([{ error: down, waitMs: 500, tries: 1 }])
  })

  it('stops waiting when its signal is aborted, with the reason', async () => {
    const controller = new AbortController()
    const run = () => {
      setImmediate(() => controller.abort('stopping'))
      return Promise.reject(down)
    }
    await expect(
      withRetries(run, { firstWaitMs: 60_000 }, { signal: controller.signal, random: () => 1 }),
    ).rejects.toBe('stopping')
  })
})
