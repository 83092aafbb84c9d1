import { atomEntry, unknownDate } from './atom-entry.ts'
import { escapeXml } from './escape-xml.ts'
import type { SourcePage } from './feed-source.ts'
import type { PageLinks } from './page-links.ts'

export interface AtomOptions {
  /** The feed's name. Default `Activities`. */
  readonly title?: string
  /** Who answers for it. Default the title. */
  readonly author?: string
  /** What the feed is known by for ever, an IRI. Default its URL without cursor, view and format. */
  readonly id?: string
  /** `fat`: activities are inside the entries; `thin`: entries link to what they are about. Default `fat`. */
  readonly content?: 'fat' | 'thin'
}

export interface AtomPage {
  readonly links: PageLinks
  /** The same page as Activity Streams. */
  readonly via: string
  /** True when the source never changes what it has: there are archives then, or there will be. */
  readonly isArchived: boolean
  /** True when this very page will never change. */
  readonly isClosed: boolean
}

/**
 * The text of a page as an Atom document (RFC 4287), paged by `first`, `last`, `previous` and `next` (RFC 5005 §3). Of an
 * append-only source the closed pages are archives, by `prev-archive`, `next-archive` and `current` (§4).
 *
 * Entries stand in the order of the feed, oldest first, which to Atom has no meaning.
 *
 * @throws {FeedItemError} If an item does not serialise to a JSON object.
 */
export function renderAtom(
  { items }: Pick<SourcePage, 'items'>,
  page: AtomPage,
  options: AtomOptions & { readonly id: string },
): string {
  const { title = 'Activities', author = title, content = 'fat' } = options
  const { links, via, isArchived, isClosed } = page
  const entries = items.map((item, index) => atomEntry(item, index, content))
  const latest = entries.map(({ updated }) => updated).reduce(later, unknownDate)
  const rels: [rel: string, href: string | undefined, type?: string][] = [
    ['self', links.self, 'application/atom+xml'],
    ['via', via, 'application/activity+json'],
    ['first', links.first],
    ['last', links.last],
    ['previous', links.previous],
    ['next', links.next],
    ['current', isArchived ? links.last : undefined],
    ['prev-archive', isArchived ? links.previous : undefined],
    // of a closed page always, though the next may still be open: its bytes must not change
    ['next-archive', isClosed ? links.next : undefined],
  ]
  return [
    '<?xml version="1.0" encoding="utf-8"?>\n',
    '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:fh="http://purl.org/syndication/history/1.0">',
    `<id>${escapeXml(options.id)}</id>`,
    `<title>${escapeXml(title)}</title>`,
    `<updated>${latest}</updated>`,
    `<author><name>${escapeXml(author)}</name></author>`,
    ...(isClosed ? ['<fh:archive/>'] : []),
    ...rels.flatMap(([rel, href, type]) =>
      href === undefined ? [] : `<link rel="${rel}" href="${escapeXml(href)}"${type ? ` type="${type}"` : ''}/>`,
    ),
    ...entries.map(({ xml }) => xml),
    '</feed>\n',
  ].join('')
}

function later(one: string, other: string): string {
  return Date.parse(other) > Date.parse(one) ? other : one
}
