import type { Check } from '../check.ts'
import { type Finding, fail, pass, quoted, skip } from '../finding.ts'
import { isJson, type Json, type Page } from '../page.ts'
import { callHook } from './writing.ts'

/** What is served of what was deleted. */
export const deletionChecks: readonly Check[] = [
  {
    rule: 'P24',
    asks: 'what is deleted is absent from then on, or a Tombstone',
    strength: 'must',
    async run(probe) {
      const { remove, signal } = probe
      if (!remove) return skip('needs a way to delete at the source (remove)')
      const removed = await callHook(remove, signal, 'delete')
      const { pages, end } = await probe.read()
      if (end.type !== 'last-page') return skip('the feed is not read to its end')
      for (const item of activities(pages)) {
        const id = objectIdOf(item)
        if (id !== undefined && removed.includes(id) && !isDelete(item)) {
          return fail(
            `an activity still holds ${quoted(id)}`,
            'leave it out, or serve a Delete with a Tombstone in its place',
          )
        }
      }
      return pass(`${removed.length} deleted`)
    },
  },
  {
    rule: 'P24',
    asks: 'a Delete has a Tombstone, with nothing else of what was deleted',
    strength: 'must',
    run: async (probe) => tombstonesIn((await probe.read()).pages),
  },
  {
    rule: 'P24',
    asks: 'where there are Tombstones, Tombstone-Retention says how long they stay',
    strength: 'must',
    run: async (probe) => retentionOf((await probe.read()).pages),
  },
]

function tombstonesIn(pages: readonly Page[]): Finding {
  const deletions = activities(pages).filter(isDelete)
  if (deletions.length === 0) return skip('the feed has no Delete')
  for (const item of deletions) {
    const { object, id } = item
    if (!isJson(object) || ![object.type].flat().includes('Tombstone')) {
      return fail(
        `the object of ${quoted(String(id))} is no Tombstone`,
        'serve "object": {"id": …, "type": "Tombstone"}',
      )
    }
    if (typeof object.id !== 'string')
      return fail(`the Tombstone of ${quoted(String(id))} has no id`, 'say what was deleted')
    const more = Object.keys(object).find((name) => !allowed.includes(name))
    if (more !== undefined)
      return fail(`a Tombstone with ${quoted(more)}`, 'keep nothing but id, type, formerType and deleted')
  }
  return pass(`${deletions.length} deletions`)
}

const allowed: readonly string[] = ['id', 'type', 'formerType', 'deleted', '@context']

function retentionOf(pages: readonly Page[]): Finding {
  const page = pages.find((one) => activities([one]).some(isDelete))
  if (!page) return skip('the feed has no Delete')
  const retention = page.exchange.headers['tombstone-retention']
  if (retention !== undefined && /^[1-9]\d*$/.test(retention)) return pass(`${retention} s`)
  return fail(`Tombstone-Retention: ${retention ?? '(none)'}`, 'say how long, in seconds: Tombstone-Retention: 604800')
}

function activities(pages: readonly Page[]): Json[] {
  return pages.flatMap(({ items }) => items.filter(isJson))
}

function isDelete({ type }: Json): boolean {
  return [type].flat().includes('Delete')
}

function objectIdOf({ object }: Json): string | undefined {
  const id = isJson(object) ? object.id : object
  return typeof id === 'string' ? id : undefined
}
