import { type BulkRefusal, queueFull, refuseBulkItems, shardUnavailable } from '@as/test-stack'
import type { Scenario } from '../scenario.ts'

export const bulkFaults: Scenario = {
  name: 'bulk-faults',
  title: '20 % of bulk items answered 429 and some 503, connections reset, answers cut off',
  seconds: { full: 150, quick: 50 },
  async run(arena) {
    const { random, quick } = arena
    await arena.openFeed('a')
    await arena.openFeed('b', { rows: 300, pageSize: 50 })
    const outgoing = await arena.startOutgoing('outgoing')
    const counts = { refused: 0, reset: 0, cut: 0 }
    const refuse = (): BulkRefusal | undefined => {
      const refusal = random.chance(0.2) ? queueFull : random.chance(0.03) ? shardUnavailable : undefined
      if (refusal) counts.refused += 1
      return refusal
    }
    outgoing.proxy.interfere((request) => {
      // whatever the request: now and then its connection breaks
      if (random.chance(0.01)) {
        counts.reset += 1
        return { type: 'reset', when: random.pick(['before', 'after']) }
      }
      if (!request.path.includes('/_bulk')) return undefined
      const kind = random()
      if (kind < 0.05) {
        counts.cut += 1
        return { type: 'cut', share: random() }
      }
      if (kind < 0.1) {
        counts.reset += 1
        return { type: 'reset', when: random.pick(['before', 'after']) }
      }
      return refuseBulkItems(request, refuse)
    })
    await arena.settle('at first, among the faults')
    arena.watch()
    {
      await using _ = arena.churn()
      await arena.sleep(quick ? 10_000 : 75_000)
    }
    outgoing.proxy.interfere(undefined)
    arena.note(`${counts.refused} items refused, ${counts.reset} connections reset, ${counts.cut} answers cut off`)
    await arena.settle('after the faults')
  },
}
