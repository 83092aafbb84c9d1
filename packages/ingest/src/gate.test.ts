import { expect, test } from 'vitest'
import { createGate } from './gate.ts'

const clock = {
  now: () => 0,
  sleep: (_ms: number, signal: AbortSignal) =>
    new Promise<void>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error))
    }),
}
const { signal } = new AbortController()

/** Whether a promise is settled by now. */
async function settled(promise: Promise<unknown>): Promise<boolean> {
  await new Promise((resolve) => setImmediate(resolve))
  return await Promise.race([promise.then(() => true), Promise.resolve(false)])
}

test('createGate() lets everything pass until it is paused, and again once it is resumed', async () => {
  const gate = createGate(clock)
  await gate.pass(signal)
  gate.pause()
  const waiting = gate.pass(signal)
  expect(await settled(waiting)).toBe(false)
  gate.hurry()
  expect(await settled(waiting), 'hurrying does not resume').toBe(false)
  gate.resume()
  await waiting
})

test('createGate() ends a sleep when it is hurried', async () => {
  const gate = createGate(clock)
  const sleeping = gate.sleep(1_000, signal)
  expect(await settled(sleeping)).toBe(false)
  gate.hurry()
  await sleeping
})

test('createGate() stops waiting when told to', async () => {
  const gate = createGate(clock)
  const stop = new AbortController()
  gate.pause()
  const [waiting, sleeping] = [gate.pass(stop.signal), gate.sleep(1_000, stop.signal)]
  stop.abort(new Error('enough'))
  await expect(waiting).rejects.toThrow('enough')
  await expect(sleeping).rejects.toThrow('enough')
})
