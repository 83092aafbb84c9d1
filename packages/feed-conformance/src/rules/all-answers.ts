import type { Check } from '../check.ts'
import { fail, pass, quoted, skip } from '../finding.ts'
import { isJson, parseJson, readPage } from '../page.ts'
import type { Recorded } from '../probe.ts'

/** What all answers show that the other checks got: comes last. */
export const allAnswersChecks: readonly Check[] = [
  {
    rule: 'P14',
    asks: 'equal bytes have equal ETags, and others have others',
    strength: 'must',
    async run({ answers }) {
      const tagged = answers.filter(({ status, method, headers }) => status === 200 && method === 'GET' && headers.etag)
      if (tagged.length === 0) return skip('pages have no ETag')
      const [tagOf, bytesOf] = [new Map<string, string>(), new Map<string, string>()]
      for (const { url, sent, headers, raw } of tagged) {
        // what the answer depends on besides the URL
        const variant = JSON.stringify([url, sent.host, sent['x-forwarded-proto'], headers['content-encoding']])
        const [bytes, tag] = [`${variant} ${Buffer.from(raw).toString('base64')}`, `${variant} ${headers.etag}`]
        if ((bytesOf.get(tag) ?? bytes) !== bytes)
          return fail(`other bytes with the same ETag at ${url}`, 'make ETags from the bytes')
        if ((tagOf.get(bytes) ?? tag) !== tag)
          return fail(`other ETags for the same bytes at ${url}`, 'make ETags from the bytes')
        bytesOf.set(tag, bytes)
        tagOf.set(bytes, tag)
      }
      return pass(`${tagged.length} answers`)
    },
  },
  {
    rule: 'P17',
    asks: 'what is no page and no 304 has a status of 400 or more',
    strength: 'must',
    async run({ answers }) {
      const odd = answers.find((answer) => answer.status !== 304 && answer.status < 400 && !isPage(answer))
      if (odd) return fail(`status ${odd.status} at ${odd.url}, and no page`, 'say by the status that it is none')
      return pass(`${answers.length} answers`)
    },
  },
  {
    rule: 'P18',
    asks: 'what is no page has a JSON body with details, one sentence',
    strength: 'must',
    async run({ answers }) {
      const refusals = answers.filter(({ status, method }) => status >= 400 && method !== 'HEAD')
      if (refusals.length === 0) return skip('every request was answered with a page')
      for (const { status, url, body } of refusals) {
        const json = parseJson(body)
        const details = typeof json === 'string' || !isJson(json.value) ? undefined : json.value.details
        if (typeof details !== 'string')
          return fail(`no details with status ${status} at ${url}`, 'answer {"details": "one sentence"}')
      }
      return pass(`${refusals.length} answers`)
    },
  },
  {
    rule: 'P18',
    asks: "nothing of a fault's insides is told",
    strength: 'must',
    async run({ answers }) {
      for (const { status, url, body } of answers.filter((answer) => answer.status >= 400)) {
        const text = new TextDecoder().decode(body)
        const inside = insides.find((pattern) => pattern.test(text))
        if (inside)
          return fail(
            `${quoted(inside.exec(text)?.[0] ?? '')} with status ${status} at ${url}`,
            'log it, and tell one sentence',
          )
      }
      return pass()
    },
  },
]

/** A line of a stack, a path of a file with its line, a statement, a class of an error: in the languages there are. */
const insides: readonly RegExp[] = [
  /\bat \S.{0,80}:\d+:\d+/,
  /Traceback \(most recent call last\)/,
  /File "[^"]+", line \d+/,
  /\b\w+(?:\.\w+)*(?:Exception|Error)\b:/,
  /\b(?:SELECT|INSERT|UPDATE|DELETE)\b.{1,200}\b(?:FROM|INTO|SET|WHERE)\b/,
  /panicked at|goroutine \d+ \[/,
]

/** A page in any representation: those that are not plain have checks of their own. */
function isPage(answer: Recorded): boolean {
  if (answer.status === 200 && answer.method === 'HEAD') return true
  const isOther = /^application\/(?:atom\+xml|activity\+json)\b/i.test(answer.headers['content-type'] ?? '')
  return isOther ? answer.status === 200 : typeof readPage(answer) !== 'string'
}
