import type { Check } from '../check.ts'
import { fail, pass } from '../finding.ts'
import { besidePlain, ifServed, objectIn, orderedCollection, sameOriginUrl } from '../other-representation.ts'
import { isJson, type Json } from '../page.ts'
import type { Probe, Recorded } from '../probe.ts'

/** The feed as an OrderedCollection. */
export const orderedCollectionChecks: readonly Check[] = [
  {
    rule: 'P23',
    asks: 'as application/activity+json the seed is an OrderedCollection with id and first',
    strength: 'must',
    run: ifServed(orderedCollection, async (probe, answer) => {
      const collection = await wholeOf(probe, answer)
      if (collection?.type !== 'OrderedCollection')
        return fail('no OrderedCollection', 'serve the feed as a whole at the seed')
      if (typeof collection.id !== 'string' || typeof collection.first !== 'string') {
        return fail('no id or no first', 'give the URL of the feed, and that of its first page')
      }
      const { totalItems } = collection
      if (totalItems === undefined || (Number.isInteger(totalItems) && Number(totalItems) >= 0)) return pass()
      return fail('totalItems that is no count', 'give a whole number, or leave it out')
    }),
  },
  {
    rule: 'P23',
    asks: 'its pages are OrderedCollectionPages, and hold what the plain pages hold',
    strength: 'must',
    run: ifServed(orderedCollection, async (probe, answer) => {
      const first = sameOriginUrl(probe, (await wholeOf(probe, answer))?.first)
      if (first === undefined) return fail('no first on this origin', 'link to the first page')
      return besidePlain(probe, first, orderedCollection, (other, plain) => {
        const page = objectIn(other)
        if (page?.type !== 'OrderedCollectionPage') return fail('no OrderedCollectionPage', 'serve pages of this type')
        if (typeof page.id !== 'string' || typeof page.partOf !== 'string') {
          return fail('no id or no partOf', 'say which page of what it is')
        }
        const items: readonly unknown[] = Array.isArray(page.orderedItems) ? page.orderedItems : []
        const ids = items.map((item) => (isJson(item) ? item.id : undefined))
        const isSame = JSON.stringify(ids) === JSON.stringify(plain.ids)
        return isSame
          ? pass(`${ids.length} activities`)
          : fail('other activities than on the plain page', 'serve the same')
      })
    }),
  },
]

/** The feed as a whole: what the seed is, or is a page of. */
async function wholeOf(probe: Probe, answer: Recorded): Promise<Json | undefined> {
  const seed = objectIn(answer)
  const whole = seed?.type === 'OrderedCollectionPage' ? sameOriginUrl(probe, seed.partOf) : undefined
  return whole === undefined
    ? seed
    : objectIn(await probe.request({ url: whole, headers: { accept: orderedCollection } }))
}
