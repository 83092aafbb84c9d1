import type { Check } from '../check.ts'
import { type Finding, fail, pass, quoted, skip } from '../finding.ts'
import { isJson, type Page, parseJson } from '../page.ts'
import type { Probe } from '../probe.ts'

/** What one page and one activity look like. */
export const pageChecks: readonly Check[] = [
  {
    rule: 'P1',
    asks: 'a GET of the seed is answered with status 200 and application/json',
    strength: 'must',
    async run(probe) {
      const answer = await probe.request()
      if (answer.status !== 200)
        return fail(`status ${answer.status}`, 'answer a GET of the seed with 200 and the first page')
      const type = answer.headers['content-type'] ?? 'no Content-Type'
      if (!/^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i.test(type)) {
        return fail(`Content-Type ${quoted(type)}`, 'send Content-Type: application/json')
      }
      return pass(`status 200, ${type}`)
    },
  },
  {
    rule: 'P1',
    asks: 'a page is in UTF-8',
    strength: 'must',
    async run(probe) {
      const answer = await probe.request()
      const charset = /charset\s*=\s*"?([^";\s]+)/i.exec(answer.headers['content-type'] ?? '')?.[1]
      if (charset !== undefined && !/^utf-?8$/i.test(charset)) return fail(`charset ${quoted(charset)}`, 'send UTF-8')
      const json = parseJson(answer.body)
      return json === 'a body that is not UTF-8' ? fail(json, 'encode pages in UTF-8') : pass()
    },
  },
  {
    rule: 'P2',
    asks: 'a page is a JSON object with a list of orderedItems',
    strength: 'must',
    async run(probe) {
      const { pages, end } = await probe.reading()
      if (end.type === 'no-page') {
        return fail(
          `${end.fault} at ${end.url}`,
          'serve {"orderedItems": […]}, with an empty list where there is nothing',
        )
      }
      return pass(`${pages.length} pages`)
    },
  },
  {
    rule: 'P2',
    asks: 'a page says what it is, with an @context that takes in Activity Streams 2.0',
    strength: 'should',
    run: ofPages(({ json }) => {
      const type = [json.type].flat()
      if (!type.some((name) => typeof name === 'string' && /Collection(?:Page)?$/.test(name))) {
        return fail('no type of collection', 'add "type": "Collection"')
      }
      const names = JSON.stringify(json['@context'] ?? null)
      if (/https?:\/\/www\.w3\.org\/ns\/activitystreams/.test(names)) return pass()
      return fail('no such @context', 'add "@context": "https://www.w3.org/ns/activitystreams"')
    }),
  },
  {
    rule: 'P3',
    asks: 'each activity is an object with an id that is a string, and a type',
    strength: 'must',
    run: ofItems((item, where) => {
      if (!isJson(item)) return fail(`${where} is no object`, 'serve each activity as a JSON object')
      if (typeof item.id !== 'string' || item.id === '') {
        return fail(`the id of ${where} is no string`, 'give each activity an id of its own')
      }
      if (new TextEncoder().encode(item.id).length > 512)
        return fail(`the id of ${where} is over 512 bytes`, 'use shorter ids')
      const types = [item.type].flat()
      const named = types.length > 0 && types.every((type) => typeof type === 'string' && type !== '')
      return named ? pass() : fail(`${where} has no type`, 'give each activity a type, such as "Update"')
    }),
  },
  {
    rule: 'P3',
    asks: 'each activity has published, an RFC 3339 date and time',
    strength: 'should',
    run: ofItems((item, where) => {
      const published = isJson(item) ? item.published : undefined
      const isDate = typeof published === 'string' && rfc3339.test(published) && !Number.isNaN(Date.parse(published))
      return isDate ? pass() : fail(`${where} has no such date`, 'write published as 2026-01-31T12:00:00Z')
    }),
  },
  {
    rule: 'P3',
    asks: 'each activity has an object with an id of its own',
    strength: 'should',
    run: ofItems((item, where) => {
      const object = isJson(item) ? item.object : undefined
      const id = isJson(object) ? object.id : object
      // some activities are about nothing but the feed itself
      const isBare = isJson(item) && [item.type].flat().includes('Refresh')
      return isBare || (typeof id === 'string' && id !== '')
        ? pass()
        : fail(`${where} has no object with an id`, 'say what the activity is about: "object": {"id": …}')
    }),
  },
  {
    rule: 'P3',
    asks: 'no id comes twice on one page',
    strength: 'should',
    run: ofPages(({ ids, exchange }) => {
      const twice = ids.find((id, index) => ids.indexOf(id) !== index)
      return twice === undefined
        ? pass()
        : fail(`${quoted(twice)} twice at ${exchange.url}`, 'give each activity an id of its own')
    }),
  },
]

const rfc3339 = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:[Zz]|[+-]\d\d:\d\d)$/

/** Looks at every page there is, up to the first that fails. */
export function ofPages(look: (page: Page) => Finding): Check['run'] {
  return async (probe: Probe) => {
    const pages = await probe.pages()
    if (pages.length === 0) return skip('there is no page to look at')
    return pages.map(look).find(({ result }) => result === 'fail') ?? pass(`${pages.length} pages`)
  }
}

/** Looks at every activity of every page, up to the first that fails. */
function ofItems(look: (item: unknown, where: string) => Finding): Check['run'] {
  return async (probe: Probe) => {
    const pages = await probe.pages()
    const count = pages.reduce((sum, { items }) => sum + items.length, 0)
    if (count === 0) return skip('the feed has no activity to look at')
    for (const { items, exchange } of pages) {
      for (const [index, item] of items.entries()) {
        const finding = look(item, `activity ${index} of ${exchange.url}`)
        if (finding.result === 'fail') return finding
      }
    }
    return pass(`${count} activities`)
  }
}
