import { setTimeout as sleep } from 'node:timers/promises'
import type { DemoPlan } from './app-environments.ts'
import { describeSight } from './describe-sight.ts'
import { howToAsk } from './how-to-ask.ts'
import type { Screen } from './screen.ts'
import { watchIncoming } from './watch-incoming.ts'

const lookEveryMs = 1000
const lookForFirstEveryMs = 200
/** From then on the user should know that something is slow. */
const slowMs = 15_000

/**
 * Waits for the first activity that a consumer can see, says how to ask, and then shows what is so, until `signal`.
 *
 * @throws The signal's reason.
 */
export async function followStream({
  plan,
  screen,
  signal,
}: {
  plan: DemoPlan
  screen: Screen
  signal: AbortSignal
}): Promise<never> {
  const look = watchIncoming(`http://127.0.0.1:${plan.incomingPort}`, plan.consumer)
  const from = performance.now()
  let visible = false
  let [passes, readBefore] = [0, 0]
  for (;;) {
    const sight = await look(signal)
    if (sight && sight.passes > passes) [passes, readBefore] = [sight.passes, sight.read]
    if (sight && sight.searchable > 0 && !visible) {
      visible = true
      screen.print(howToAsk(plan, performance.now() / 1000))
    }
    if (visible || performance.now() - from > slowMs) {
      screen.status(sight ? describeSight(sight, readBefore) : 'incoming does not answer; start with --logs to see why')
    }
    await sleep(visible ? lookEveryMs : lookForFirstEveryMs, undefined, { signal })
  }
}
