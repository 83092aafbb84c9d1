import { eventually } from '@as/test-stack'
import { expect, test } from 'vitest'
import type { FeedControl } from '../src/index.ts'
import { activity, eventsOf, feedAt, ids, ingesting, passes, withSource } from './harness.ts'

test('a pass tells how many activities it added or changed, without what the tail had shown', async () => {
  await withSource(async (source) => {
    let control: FeedControl | undefined
    source.append(...[1, 2, 3, 4, 5, 6, 7].map((n) => activity(n)))
    await ingesting(
      feedAt(source.seed, { passIntervalMs: 3_600_000 }),
      async (events) => {
        const fresh = () =>
          eventsOf(events, 'succeeded')
            .filter(({ ingest }) => ingest === 'full')
            .map((pass) => pass.fresh)
        const pass = async () => {
          const before = passes(events)
          control?.runNow()
          await eventually('a pass', () => passes(events) > before)
        }
        await eventually('the first pass', () => passes(events) === 1)
        source.append(activity(8), activity(9))
        await eventually('nine by the tail', ids, { holds: (found) => found.length === 9 })
        await pass()
        source.edit((item) => {
          const { id } = item as { id: string }
          if (id === 'a:2:Create') return undefined
          return id === 'a:3:Create' || id === 'a:4:Create' ? { ...activity(3, 'renamed'), id } : item
        })
        await pass()
        await pass()
        expect(fresh()).toEqual([7, 0, 2, 0])
        await control?.rollBack()
        await control?.resume()
        await eventually('another pass', () => passes(events) === 5)
        expect(fresh().at(-1), 'nobody remembers what was put back').toBeUndefined()
      },
      { onControl: (_, given) => (control = given) },
    )
  })
})
