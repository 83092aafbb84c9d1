import type { Scenario } from '../scenario.ts'

const SHIFT_MS = 7 * 60_000

export const clocks: Scenario = {
  name: 'clocks',
  title: 'two instances with clocks 14 minutes apart, taking the feeds from each other',
  seconds: { full: 90, quick: 30 },
  async run(arena) {
    const { random, quick } = arena
    await arena.openFeed('a')
    await arena.openFeed('b', { rows: 300, pageSize: 50 })
    const early = await arena.startOutgoing('early', { clockShiftMs: -SHIFT_MS })
    const late = await arena.startOutgoing('late', { clockShiftMs: SHIFT_MS })
    await arena.settle('at first')
    arena.watch()
    {
      await using _ = arena.churn()
      for (let turn = 0; turn < (quick ? 3 : 16); turn += 1) {
        await arena.sleep(random.between(500, 3_000))
        const ending = turn % 2 === 0 ? early : late
        await (random.chance(0.5) ? ending.stop() : ending.kill())
        // the dead one's leases, and now and then the living one's too: both then hold the feeds
        await arena.freeLeases()
        await arena.sleep(random.between(0, 1_500))
        ending.start()
      }
    }
    await arena.settle('after the last turn')
  },
}
