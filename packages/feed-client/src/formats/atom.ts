import type { FeedItem, ProcessedPage, RejectedItem, SourceFormat } from '../source-format.ts'
import { shownId } from '../source-format.ts'
import { toActivity } from './atom-activity.ts'
import type { AtomDocument, AtomEntry } from './atom-document.ts'
import { parseAtom } from './atom-document.ts'

/**
 * Atom feed documents (RFC 4287), whose entries become activities, oldest first.
 *
 * Of an archived feed (RFC 5005, section 4) the newest document leads by `prev-archive` back to the oldest archive; an
 * archive leads on by `next-archive`, or else to `current`. Of a paged feed (section 3) each page leads to its `next`,
 * in whatever order the source put its pages.
 *
 * @see https://www.rfc-editor.org/rfc/rfc5005
 */
export const atomFormat: SourceFormat = {
  name: 'atom',
  accept: 'application/atom+xml, application/xml;q=0.9, text/xml;q=0.8, */*;q=0.5',
  walksBack: true,
  processPage(body, context): ProcessedPage {
    const document = parseAtom(body, context)
    const items: FeedItem[] = []
    const rejected: RejectedItem[] = []
    for (const [entry, index] of oldestFirst(document.entries)) {
      const made = toActivity(entry, document, context)
      if (typeof made === 'string') rejected.push({ index, id: shownId(entry.id), reason: made })
      else items.push(made)
    }
    const { url, base = url } = context
    return { items, rejected, ...linksOf(document, [url, base]) }
  },
}

type Links = Pick<ProcessedPage, 'next' | 'previous'>

function linksOf({ links, isArchive }: AtomDocument, pageUrls: readonly string[]): Links {
  const find = (rel: string) => links.find((link) => link.rel === rel)?.href
  const previous = find('prev-archive')
  const current = find('current')
  if (isArchive) return { next: find('next-archive') ?? current, previous }
  // the newest document has archives behind it; another one that is no archive yet is a page on the way to it
  const isNewest = current === undefined || [...pageUrls, find('self')].includes(current)
  return previous !== undefined && isNewest
    ? { next: undefined, previous }
    : { next: find('next'), previous: undefined }
}

/** Entries may come in any order (RFC 4287, section 4.1.1), mostly the newest first. With their places. */
function oldestFirst(entries: readonly AtomEntry[]): [AtomEntry, number][] {
  const placed = entries.map((entry, index) => ({ entry, index, at: Date.parse(entry.updated ?? '') || 0 }))
  const isDescending = (placed[0]?.at ?? 0) > (placed.at(-1)?.at ?? 0)
  const ties = isDescending ? -1 : 1
  return placed.toSorted((a, b) => a.at - b.at || (a.index - b.index) * ties).map(({ entry, index }) => [entry, index])
}
