import { changeOne } from '../churn.ts'
import type { Scenario } from '../scenario.ts'

export const paging: Scenario = {
  name: 'paging',
  title: 'rows inserted, moved, corrected, deleted and committed late between the pages of a pass',
  seconds: { full: 75, quick: 25 },
  async run(arena) {
    const { random, quick } = arena
    const source = await arena.openFeed('a', { rows: 900, pageSize: 60 })
    await arena.startOutgoing('outgoing')
    await arena.settle('at first')
    arena.watch()
    const late = new Set<() => void>()
    let changes = 0
    source.onPage = () => {
      // as many as go between two pages without the feed growing faster than it is read
      for (let n = random.between(0, 3); n > 0; n -= 1) changeOne(source, { random, atLeast: 700, late })
      changes += 1
    }
    await arena.sleep(quick ? 10_000 : 60_000)
    source.onPage = undefined
    for (const commit of late) commit()
    arena.note(`changes after ${changes} pages`)
    await arena.settle('after the last change')
  },
}
