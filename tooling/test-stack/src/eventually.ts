import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Asks again and again until `holds` is true of the answer, for what happens in other processes.
 *
 * @throws {Error} With the last answer, after `timeoutMs` (default 20,000). A question that throws is asked again too.
 */
export async function eventually<Answer>(
  what: string,
  ask: () => Answer | Promise<Answer>,
  { holds = Boolean, timeoutMs = 20_000 }: { holds?: (answer: Answer) => boolean; timeoutMs?: number } = {},
): Promise<Answer> {
  const until = performance.now() + timeoutMs
  for (;;) {
    let last: unknown
    try {
      const answer = await ask()
      if (holds(answer)) return answer
      last = answer
    } catch (error) {
      last = error
    }
    if (performance.now() > until) throw new Error(`Not within ${timeoutMs} ms: ${what}; last ${describe(last)}`)
    await sleep(25)
  }
}

function describe(answer: unknown): string {
  return answer instanceof Error ? (answer.stack ?? answer.message) : JSON.stringify(answer)
}
