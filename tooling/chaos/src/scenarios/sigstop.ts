import type { Instance } from '../outgoing-instance.ts'
import type { Arena, Scenario } from '../scenario.ts'

/** Leases last 15 s; a second instance asks once a second. */
const PAST_THE_LEASE_MS = 17_000

/**
 * An instance is stopped with a request on its way, while another takes over. The request arrives after that, and then
 * the first instance wakes up and goes on where it was.
 */
export const sigstop: Scenario = {
  name: 'sigstop',
  title: 'SIGSTOP past the lease, then resumed; its last request arrives late',
  seconds: { full: 200, quick: 60 },
  async run(arena) {
    const { random, quick } = arena
    const rounds = quick ? 1 : 6
    await arena.openFeed('a')
    await arena.openFeed('b', { rows: 300, pageSize: 50 })
    const instances = [await arena.startOutgoing('one'), await arena.startOutgoing('two')]
    await arena.settle('at first')
    arena.watch()
    {
      await using _ = arena.churn()
      for (let round = 1; round <= rounds; round += 1) {
        const holders = instances.filter(holdsFeeds)
        const paused = random.pick(holders.length > 0 ? holders : instances)
        const release = await pauseAt(arena, paused, random.pick([/\/_bulk/, /^\/_aliases/, /_refresh/, /_settings/]))
        await arena.sleep(PAST_THE_LEASE_MS)
        await arena.until('another instance holds the feeds', () =>
          instances.some((instance) => instance !== paused && holdsFeeds(instance)),
        )
        await arena.sleep(random.between(0, 1_000))
        release()
        if (random.chance(0.5)) await arena.sleep(random.between(0, 500))
        paused.resume()
        await arena.sleep(random.between(500, 2_000))
      }
    }
    await arena.settle('after the last pause')
  },
}

/** Whether its last word about any feed is that it claimed it. */
function holdsFeeds({ lines }: Instance): boolean {
  const last = lines.findLast((line) =>
    /Claiming the indexes with token|Waiting for the feed|Holding the feed/.test(line),
  )
  return last?.includes('Claiming') ?? false
}

/** Stops an instance while a request of this kind is on its way; the request arrives when the result is called. */
async function pauseAt(arena: Arena, instance: Instance, kind: RegExp): Promise<() => void> {
  let release = (): void => undefined
  const released = new Promise<undefined>((resolve) => {
    release = () => resolve(undefined)
  })
  let caught = false
  instance.proxy.interfere(({ method, path }) => {
    if (caught || method === 'GET' || !kind.test(path)) return undefined
    caught = true
    instance.pause()
    return released
  })
  await arena.until(`a request for ${kind}`, () => caught)
  arena.note(`${instance.name} is stopped at a request for ${kind}`)
  return () => {
    release()
    instance.proxy.interfere(undefined)
  }
}
