import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { withDeadline } from './with-deadline.ts'

const late = new Error('late')
const deadline = { timeoutMs: 1000, signal: undefined, timeoutError: () => late }
const never = () => new Promise<never>(() => {})

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

test('withDeadline() gives what the work gives', async () => {
  expect(await withDeadline(deadline, async () => 'done')).toBe('done')
  expect(vi.getTimerCount()).toBe(0)
})

test('withDeadline() passes on what the work throws', async () => {
  const fault = new Error('fault')
  await expect(withDeadline(deadline, () => Promise.reject(fault))).rejects.toBe(fault)
  expect(vi.getTimerCount()).toBe(0)
})

test('withDeadline() stops work that takes too long, and tells it', async () => {
  const signals: AbortSignal[] = []
  const working = withDeadline(deadline, (signal) => {
    signals.push(signal)
    return never()
  })
  await vi.advanceTimersByTimeAsync(999)
  expect(signals[0]?.aborted).toBe(false)
  await Promise.all([expect(working).rejects.toBe(late), vi.advanceTimersByTimeAsync(1)])
  expect(signals[0]?.reason).toBe(late)
})

test('withDeadline() stops work with the reason of its caller', async () => {
  const controller = new AbortController()
  const working = withDeadline({ ...deadline, signal: controller.signal }, never)
  const reason = new Error('the user left')
  controller.abort(reason)
  await expect(working).rejects.toBe(reason)
  expect(vi.getTimerCount()).toBe(0)
})

test('withDeadline() begins nothing for a caller who has stopped already', async () => {
  const work = vi.fn<() => Promise<never>>(never)
  const reason = new Error('the user left')
  await expect(withDeadline({ ...deadline, signal: AbortSignal.abort(reason) }, work)).rejects.toBe(reason)
  expect(work).not.toHaveBeenCalled()
})

test('withDeadline() leaves no listener on the signal of its caller', async () => {
  const { signal } = new AbortController()
  const remove = vi.spyOn(signal, 'removeEventListener')
  const add = vi.spyOn(signal, 'addEventListener')
  await withDeadline({ ...deadline, signal }, async () => 'done')
  expect(remove.mock.calls[0]?.slice(0, 2)).toEqual(add.mock.calls[0]?.slice(0, 2))
})
