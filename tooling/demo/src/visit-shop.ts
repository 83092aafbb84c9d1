import { setTimeout as sleep } from 'node:timers/promises'

const drinks = ['flat white', 'espresso', 'cappuccino', 'filter coffee', 'hot chocolate', 'tea'] as const
const sizes = ['small', 'medium', 'large'] as const

/** What becomes of most orders, step by step. */
const usual = ['pay', 'prepare', 'collect'] as const

/** One in so many changes their mind. */
const cancelOneIn = 8

/** Between two steps of everybody together: something happens about once a second. */
const stepEveryMs = 900

export interface VisitOptions {
  readonly signal: AbortSignal
  /** From 0 up to 1. Default: `Math.random`. */
  readonly random?: () => number
  readonly everyMs?: number
}

/** Customers of the coffee shop, until `signal`: they order, pay, wait and collect. A shop that is closed is tried again. */
export async function visitShop(
  shop: string,
  { signal, random = Math.random, everyMs = stepEveryMs }: VisitOptions,
): Promise<void> {
  const waiting: { readonly url: string; readonly steps: string[] }[] = []
  const pick = <Choice>(choices: readonly Choice[]): Choice => choices[Math.floor(random() * choices.length)] as Choice
  while (!signal.aborted) {
    try {
      const next = waiting[0]
      if (!next || (waiting.length < 4 && random() < 0.5)) {
        const wanted = { drink: pick(drinks), size: pick(sizes), takeAway: random() < 0.4 }
        const placed = await fetch(`${shop}/orders`, { method: 'POST', body: JSON.stringify(wanted), signal })
        const url = placed.headers.get('location')
        if (url) waiting.push({ url, steps: random() < 1 / cancelOneIn ? ['cancel'] : [...usual] })
      } else {
        await fetch(`${next.url}/${next.steps.shift()}`, { method: 'POST', signal })
        waiting.shift()
        if (next.steps.length > 0) waiting.push(next)
      }
    } catch {
      // the shop opens in a moment, or the demo ends
    }
    await sleep(everyMs, undefined, { signal }).catch(() => undefined)
  }
}
