import type { Check } from '../check.ts'
import { fail, pass, quoted, skip } from '../finding.ts'
import { atom, orderedCollection, typeOf } from '../other-representation.ts'
import type { Probe, Recorded } from '../probe.ts'

/** Which representation answers. */
export const representationChecks: readonly Check[] = [
  {
    rule: 'P22',
    asks: 'the plain page answers */*, application/json and requests without Accept',
    strength: 'must',
    async run(probe) {
      const plain = typeOf(await probe.request())
      for (const accept of ['*/*', 'application/json', 'text/html;q=0.1, */*;q=0.05', '']) {
        const answer = await probe.request({ headers: { accept } })
        if (answer.status !== 200 || typeOf(answer) !== plain) {
          return fail(`status ${answer.status}, ${typeOf(answer)} for Accept: ${accept}`, 'answer with the plain page')
        }
      }
      return pass(plain)
    },
  },
  {
    rule: 'P22',
    asks: 'where Accept chooses, Vary names it, and each representation has an ETag of its own',
    strength: 'must',
    async run(probe) {
      const plain = await probe.request()
      const others = await othersOf(probe)
      if (others.length === 0) return skip(plainOnly)
      for (const other of others) {
        for (const { headers } of [plain, other]) {
          if (!/\*|\baccept\b(?!-)/i.test(headers.vary ?? ''))
            return fail(`Vary: ${headers.vary ?? '(none)'}`, 'send Vary: Accept')
        }
        const { etag } = other.headers
        if (etag !== undefined && etag === plain.headers.etag)
          return fail(`the same ETag as ${typeOf(other)}`, 'make ETags from the bytes')
      }
      return pass(others.map(typeOf).join(', '))
    },
  },
  {
    rule: 'P22',
    asks: 'each link to an alternate leads to what it says',
    strength: 'must',
    async run(probe) {
      const plain = await probe.request()
      const links = alternatesOf(plain)
      if (links.length === 0) return skip('the page links to no alternate')
      for (const { href, type } of links) {
        const url = new URL(href, plain.url)
        if (url.origin !== new URL(plain.url).origin) return skip(`the alternate ${quoted(href)} is on another origin`)
        const answer = await probe.request({ url: url.href, headers: { accept: '*/*' } })
        if (answer.status !== 200 || typeOf(answer) !== type) {
          return fail(
            `status ${answer.status}, ${typeOf(answer)} at ${url.href} instead of ${type}`,
            'serve there what the link says',
          )
        }
      }
      return pass(`${links.length} links`)
    },
  },
]

const plainOnly = 'the feed has the plain representation only'

async function othersOf(probe: Probe): Promise<Recorded[]> {
  const others: Recorded[] = []
  for (const type of [orderedCollection, atom]) {
    const answer = await probe.request({ headers: { accept: type } })
    if (answer.status === 200 && typeOf(answer) === type) others.push(answer)
  }
  return others
}

/** Links of `rel="alternate"` with a type. RFC 8288 §3. */
function alternatesOf({ headers }: Recorded): { href: string; type: string }[] {
  return [...(headers.link ?? '').matchAll(/<([^>]*)>((?:\s*;\s*[\w-]+\*?\s*=\s*(?:"[^"]*"|[^",;]+))*)/g)].flatMap(
    ([, href = '', parameters = '']) => {
      const type = /;\s*type\s*=\s*"?([^";]+)/i.exec(parameters)?.[1]?.trim().toLowerCase()
      const isAlternate = /;\s*rel\s*=\s*(?:"(?:[^"]*\s)?alternate(?:\s[^"]*)?"|alternate\b)/i.test(parameters)
      return isAlternate && type !== undefined ? [{ href, type }] : []
    },
  )
}
