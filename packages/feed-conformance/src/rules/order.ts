import type { Check } from '../check.ts'
import { fail, pass, skip } from '../finding.ts'
import { isJson } from '../page.ts'

/** Oldest first. */
export const orderChecks: readonly Check[] = [
  {
    rule: 'P4',
    asks: 'activities come oldest first, not newest first',
    strength: 'must',
    async run(probe) {
      const times = (await probe.pages())
        .flatMap(({ items }) => items.map(timeOf))
        .filter((time) => !Number.isNaN(time))
      const changes = times.slice(1).map((time, index) => time - (times[index] ?? time))
      const [ups, downs] = [
        changes.filter((change) => change > 0).length,
        changes.filter((change) => change < 0).length,
      ]
      if (ups + downs === 0) return skip('too few activities with different dates')
      if (downs > ups) {
        return fail(
          `${downs} of ${changes.length} activities are older than the one before`,
          'sort by the time of the last change, oldest first',
        )
      }
      return pass(`${ups} later, ${downs} earlier than the one before`)
    },
  },
]

/** When an activity was last changed, as far as it says. */
function timeOf(item: unknown): number {
  if (!isJson(item)) return Number.NaN
  const dates = [item.published, item.updated, isJson(item.object) ? item.object.updated : undefined]
  const times = dates.map((date) => (typeof date === 'string' ? Date.parse(date) : Number.NaN))
  return Math.max(...times.filter((time) => !Number.isNaN(time)), Number.NEGATIVE_INFINITY)
}
