import type { Scenario } from '../scenario.ts'

/** Half of the deaths come at a random time, half at a random request to OpenSearch, before or after it is answered. */
export const sigkill: Scenario = {
  name: 'sigkill',
  title: 'SIGKILL of outgoing at random moments',
  seconds: { full: 420, quick: 60 },
  async run(arena) {
    const { random, quick } = arena
    const deaths = quick ? 10 : 100
    await arena.openFeed('a')
    await arena.openFeed('b', { rows: 300, pageSize: 50 })
    const outgoing = await arena.startOutgoing('outgoing')
    await arena.settle('at first')
    arena.watch()
    {
      await using _ = arena.churn()
      for (let death = 1; death <= deaths; death += 1) {
        await (random.chance(0.5) ? arena.sleep(random.between(0, 2_500)) : dieAtRequest(random.between(1, 120)))
        await outgoing.kill()
        await arena.freeLeases()
        outgoing.start()
      }
    }
    arena.note(`${deaths} deaths`)
    await arena.settle('after the last death')

    async function dieAtRequest(count: number): Promise<void> {
      const last = outgoing.proxy.requests + count
      const isAnswered = random.chance(0.5)
      let reached = false
      outgoing.proxy.interfere(async ({ number }) => {
        if (number < last) return undefined
        reached = true
        // held until the process is dead: then either nobody did what it asked, or nobody heard the answer
        await outgoing.kill()
        return { type: 'reset', when: isAnswered ? 'after' : 'before' }
      })
      await arena.until(`request ${count}`, () => reached)
      outgoing.proxy.interfere(undefined)
    }
  },
}
