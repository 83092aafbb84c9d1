import { atomFormat } from '@as/feed-client'
import type { Check } from '../check.ts'
import { type Finding, fail, pass, quoted, skip } from '../finding.ts'
import { atom, besidePlain, ifServed } from '../other-representation.ts'
import type { Page } from '../page.ts'
import type { Recorded } from '../probe.ts'

/** The feed as Atom. */
export const atomChecks: readonly Check[] = [
  {
    rule: 'P25',
    asks: 'as application/atom+xml a page is an Atom feed document with the same activities',
    strength: 'must',
    run: ifServed(atom, async (probe) => besidePlain(probe, probe.seed, atom, compareAtom)),
  },
  {
    rule: 'P25',
    asks: 'every Atom document of the feed has the same id',
    strength: 'must',
    run: ifServed(atom, async (probe, answer) => {
      const urls = (await probe.pages()).slice(1, 4).map(({ exchange }) => exchange.url)
      const id = feedIdOf(answer)
      for (const url of urls) {
        const other = feedIdOf(await probe.request({ url, headers: { accept: atom } }))
        if (other !== id)
          return fail(`${quoted(other ?? '')} after ${quoted(id ?? '')}`, 'give the feed one id for ever')
      }
      return id === undefined ? fail('no id', 'give the feed an id') : pass(id)
    }),
  },
  {
    rule: 'P26',
    asks: 'an archive document links to current and to the archives beside it',
    strength: 'must',
    run: ifServed(atom, async (probe) => {
      const pages = await probe.pages()
      const documents: Recorded[] = []
      for (const { exchange } of pages.slice(0, 4))
        documents.push(await probe.request({ url: exchange.url, headers: { accept: atom } }))
      const archives = documents.filter((document) => /<(?:\w+:)?archive\s*\/?>/.test(headOf(document)))
      if (archives.length === 0) return skip('the feed has no archive documents')
      for (const archive of archives) {
        const rels = relsOf(archive)
        const wanted =
          archive === documents[0] ? ['current', 'next-archive'] : ['current', 'next-archive', 'prev-archive']
        const missing = wanted.find((rel) => !rels.has(rel))
        if (missing) return fail(`no ${missing} at ${archive.url}`, `link to ${missing} (RFC 5005 §4)`)
      }
      return pass(`${archives.length} archives`)
    }),
  },
]

function compareAtom(answer: Recorded, plain: Page): Finding {
  const head = headOf(answer)
  const missing = ['id', 'title', 'updated'].find((name) => !new RegExp(`<(?:\\w+:)?${name}[\\s>]`).test(head))
  if (missing) return fail(`a feed without ${missing}`, `add ${missing} (RFC 4287 §4.1.1)`)
  if (!relsOf(answer).has('self')) return fail('no link self', 'link to the document itself')
  try {
    const { items, rejected } = atomFormat.processPage(answer.body, { url: answer.url })
    const [refused] = rejected
    if (refused) return fail(`entry ${refused.index}: ${refused.reason}`, 'write entries as RFC 4287 §4.1.2 has them')
    const ids = items.map(({ id }) => id).toSorted()
    const isSame = JSON.stringify(ids) === JSON.stringify([...plain.ids].toSorted())
    return isSame
      ? pass(`${ids.length} entries`)
      : fail('other entries than the plain page has', 'make an entry of each activity')
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error), 'write it as RFC 4287 has it')
  }
}

/** What a document says of itself, before its first entry. */
function headOf({ body }: Recorded): string {
  return new TextDecoder().decode(body).split(/<(?:\w+:)?entry[\s>]/)[0] ?? ''
}

function feedIdOf(answer: Recorded): string | undefined {
  return /<(?:\w+:)?id[^>]*>([^<]*)</.exec(headOf(answer))?.[1]?.trim()
}

function relsOf(answer: Recorded): Set<string> {
  return new Set(
    [...headOf(answer).matchAll(/<(?:\w+:)?link\b[^>]*?\brel\s*=\s*["']([^"']+)["']/g)].map(([, rel = '']) => rel),
  )
}
