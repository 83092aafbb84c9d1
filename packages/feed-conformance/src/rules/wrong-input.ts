import type { Check } from '../check.ts'
import { fail, pass, skip } from '../finding.ts'
import { readPage } from '../page.ts'
import { unknownPageUrl } from '../unknown-page-url.ts'

/** What nobody should send, and somebody will. */
export const wrongInputChecks: readonly Check[] = [
  {
    rule: 'P10',
    asks: 'a cursor that makes no sense is refused, whatever it is',
    strength: 'must',
    async run(probe) {
      const next = (await probe.pages()).at(0)?.next
      for (const [what, cursor] of Object.entries(cursors)) {
        const url = unknownPageUrl(probe.seed, next, cursor)
        if (url === undefined) return skip('there is one page only: its URL tells nothing of others')
        const { status } = await probe.request({ url })
        if (status < 400 || status >= 500) return fail(`status ${status} for ${what}`, 'check cursors before use: 404')
      }
      return pass(`${Object.keys(cursors).length} cursors`)
    },
  },
  {
    rule: 'P1',
    asks: 'headers that make no sense do not keep the page from being served',
    strength: 'must',
    async run(probe) {
      for (const [name, value] of headers) {
        const page = readPage(await probe.request({ headers: { [name]: value } }))
        if (typeof page === 'string')
          return fail(`${page} for ${name}: ${value.slice(0, 40)}`, 'ignore what makes no sense')
      }
      return pass(`${headers.length} headers`)
    },
  },
]

/** Percent-encoded, as they stand in a URL. */
const cursors: Readonly<Record<string, string>> = {
  'a cursor with a quote': "'%20or%20''='",
  'a cursor that is not UTF-8': '%FF%FE',
  'a cursor with a zero byte': 'a%00b',
  'a cursor that climbs': '..%2F..%2Fetc%2Fpasswd',
  'a negative cursor': '-1',
  'a cursor beyond all numbers': '9'.repeat(40),
  'a cursor of 3,000 characters': 'a'.repeat(3000),
}

const headers: readonly (readonly [string, string])[] = [
  ['if-none-match', 'not-quoted'],
  ['accept-encoding', 'nonsense;q=abc, *;q=0.0001'],
  ['range', 'bytes=0-10'],
  ['prefer', 'wait=soon'],
  ['x-forwarded-proto', 'gopher'],
]
