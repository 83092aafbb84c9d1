import { setTimeout as wait } from 'node:timers/promises'
import type { Check } from '../check.ts'
import { type Finding, fail, pass, skip } from '../finding.ts'
import { readPage } from '../page.ts'
import type { Probe, Recorded } from '../probe.ts'
import { tailOf } from '../read-on.ts'
import { callHook, cannotWrite } from './writing.ts'

/** Requests that are held at the end of the feed. */
export const waitingChecks: readonly Check[] = [
  {
    rule: 'P20',
    asks: 'a request that is held says so, and is answered when its time is over',
    strength: 'must',
    async run(probe) {
      const { waitSeconds } = probe.limits
      const held = await waitAtTail(probe, waitSeconds)
      if (held === undefined) return skip('the feed is not read to its end')
      const announced = announcedWait(held)
      const isPage = held.status === 304 || typeof readPage(held) !== 'string'
      if (!isPage) return fail(`status ${held.status}`, 'answer as ever when the time is over')
      if (held.ms > (waitSeconds + leewaySeconds) * 1000) {
        return fail(`${seconds(held)} s of ${waitSeconds} s`, 'hold no longer than is asked for')
      }
      if (announced === undefined && held.ms > waitSeconds * 800) {
        return fail(`held for ${seconds(held)} s, without Preference-Applied`, 'send Preference-Applied: wait=N')
      }
      return announced === undefined ? skip(notOffered) : pass(`held for ${seconds(held)} s, wait=${announced}`)
    },
  },
  {
    rule: 'P20',
    asks: 'a held request is answered once something is written',
    strength: 'must',
    run: ifHeld(async (probe) => {
      const { write, limits, signal } = probe
      const cannot = cannotWrite(probe, await probe.reading())
      if (cannot) return cannot
      const held = waitAtTail(probe, 2 * limits.waitSeconds)
      // so that the request is held when this happens; where it is not yet, the check still holds
      const written = delay(100, signal).then(() => callHook(write, signal, 'write'))
      const [answer, ids] = await Promise.all([held, written])
      if (answer === undefined) return skip('the feed is not read to its end')
      if (answer.ms > limits.waitSeconds * 1000 + 500) {
        return fail(`answered after ${seconds(answer)} s`, 'answer held requests as soon as something comes')
      }
      const page = readPage(answer)
      const isThere = typeof page !== 'string' && (page.next !== undefined || ids.some((id) => page.ids.includes(id)))
      return isThere ? pass(`after ${seconds(answer)} s`) : fail('an answer without it', 'answer with what came')
    }),
  },
  {
    rule: 'P20',
    asks: 'other requests are answered while one is held',
    strength: 'must',
    run: ifHeld(async (probe) => {
      const { waitSeconds } = probe.limits
      const held = waitAtTail(probe, waitSeconds)
      await delay(50, probe.signal)
      const [other] = await Promise.all([probe.request(), held])
      if (other.ms > waitSeconds * 800)
        return fail(`answered after ${seconds(other)} s`, 'hold requests without holding up others')
      return pass(`after ${seconds(other)} s`)
    }),
  },
  {
    rule: 'P20',
    asks: 'a request with nothing to wait for is answered at once',
    strength: 'must',
    async run(probe) {
      const { waitSeconds } = probe.limits
      const first = (await probe.pages()).find(({ next }) => next !== undefined)
      if (!first) return skip('the feed has no page with a next')
      const answer = await probe.request({
        url: first.exchange.url,
        headers: { prefer: `wait=${waitSeconds}` },
        timeoutMs: waitSeconds * 1000 + probe.limits.requestTimeoutMs,
      })
      if (answer.ms > waitSeconds * 800)
        return fail(`answered after ${seconds(answer)} s`, 'hold only pages without next')
      return pass(`after ${seconds(answer)} s`)
    },
  },
]

const leewaySeconds = 2
const notOffered = 'no request was seen to be held, with Preference-Applied'

/** Asks for the last page, as it is known, and to wait. */
async function waitAtTail(probe: Probe, waitSeconds: number): Promise<Recorded | undefined> {
  const reading = await probe.read(tailOf(await probe.reading()))
  const tail = reading.end.type === 'last-page' ? reading.pages.at(-1) : undefined
  if (!tail) return undefined
  const { etag } = tail.exchange.headers
  return probe.request({
    url: tail.exchange.url,
    headers: { prefer: `wait=${waitSeconds}`, ...(etag !== undefined && { 'if-none-match': etag }) },
    timeoutMs: waitSeconds * 1000 + probe.limits.requestTimeoutMs,
  })
}

/** Skips a feed that does not hold requests, as far as was seen: the first check of these asks. */
function ifHeld(run: Check['run']): Check['run'] {
  return async (probe): Promise<Finding> =>
    probe.answers.some((answer) => announcedWait(answer) !== undefined) ? run(probe) : skip(notOffered)
}

function announcedWait({ headers }: Recorded): number | undefined {
  const wait = /(?:^|[,;\s])wait\s*=\s*"?(\d+)/i.exec(headers['preference-applied'] ?? '')?.[1]
  return wait === undefined ? undefined : Number(wait)
}

function seconds({ ms }: Recorded): string {
  return (ms / 1000).toFixed(1)
}

/** Waits; rejects with the signal's reason. */
async function delay(ms: number, signal: AbortSignal): Promise<void> {
  await wait(ms, undefined, { signal }).catch(() => signal.throwIfAborted())
}
