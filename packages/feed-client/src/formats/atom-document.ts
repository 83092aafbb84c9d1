import { NotAPageError, TooManyItemsError } from '../page-errors.ts'
import type { XmlElement, XmlReader } from '../parse-xml.ts'
import { parseXml } from '../parse-xml.ts'
import type { PageContext } from '../source-format.ts'
import { defaultMaxItems } from '../source-format.ts'

/** A link of a feed or an entry. */
interface AtomLink {
  /** Default `alternate`. */
  readonly rel: string
  /** Absolute. */
  readonly href: string
  readonly type: string | undefined
}

/** A text or content construct (RFC 4287, sections 3.1 and 4.1.3). */
export interface AtomText {
  /** `text`, `html`, `xhtml` or a media type. */
  readonly type: string
  /** Markup that stands in the document as such is given as it is written there. */
  readonly text: string
  /** Where the content is, if it is elsewhere. Absolute. */
  readonly src: string | undefined
}

export interface AtomPerson {
  name?: string
  uri?: string
}

interface AtomCategory {
  readonly term: string
  readonly scheme: string | undefined
  readonly label: string | undefined
}

/** An entry, or the mark that one was deleted (RFC 6721). */
export interface AtomEntry {
  readonly isDeleted: boolean
  readonly links: AtomLink[]
  readonly categories: AtomCategory[]
  id?: string
  updated?: string
  published?: string
  title?: AtomText
  summary?: AtomText
  content?: AtomText
  author?: AtomPerson
}

export interface AtomDocument {
  /** True for an archive document, whose entries no longer change (RFC 5005, section 4). */
  isArchive: boolean
  readonly links: AtomLink[]
  /** In the order of the document. */
  readonly entries: AtomEntry[]
  author?: AtomPerson
}

const atom = 'http://www.w3.org/2005/Atom'
const history = 'http://purl.org/syndication/history/1.0'
const tombstones = 'http://purl.org/atompub/tombstones/1.0'
const xhtml = 'http://www.w3.org/1999/xhtml'

/** Before a registered relation, the same as without (RFC 4287, section 4.2.7.2). */
const registry = 'http://www.iana.org/assignments/relation/'

/** Links and categories for each entry, on average. */
const maxPartsPerItem = 20

/** Reads an Atom feed document. @throws {FeedClientError} If it is none, or exceeds a limit. */
export function parseAtom(body: Uint8Array, context: PageContext): AtomDocument {
  const { url, maxItems = defaultMaxItems } = context
  const found: AtomDocument = { isArchive: false, links: [], entries: [] }
  let parts = 0
  const count = () => {
    parts += 1
    if (found.entries.length > maxItems || parts > maxItems * maxPartsPerItem)
      throw new TooManyItemsError(url, maxItems)
  }
  parseXml(body, context, {
    child({ namespace, name }) {
      if (namespace === atom && name === 'feed') return readFeed(found, count)
      const root = JSON.stringify(name.slice(0, 50))
      throw new NotAPageError(url, 'an Atom "feed"', `XML with the root element ${root}`)
    },
  })
  return found
}

function readFeed(feed: AtomDocument, count: () => void): XmlReader {
  return {
    child(element) {
      const { namespace, name, attributes } = element
      if (namespace === history && name === 'archive') feed.isArchive = true
      if (namespace === tombstones && name === 'deleted-entry') {
        const entry = startEntry(feed, true, count)
        if (attributes.ref !== undefined) entry.id = attributes.ref
        if (attributes.when !== undefined) entry.updated = attributes.when
        return readEntry(entry, count)
      }
      if (namespace !== atom) return undefined
      if (name === 'entry') return readEntry(startEntry(feed, false, count), count)
      return readShared(element, feed, count)
    },
  }
}

function startEntry({ entries }: AtomDocument, isDeleted: boolean, count: () => void): AtomEntry {
  const entry: AtomEntry = { isDeleted, links: [], categories: [] }
  entries.push(entry)
  count()
  return entry
}

function readEntry(entry: AtomEntry, count: () => void): XmlReader {
  return {
    child(element) {
      const { namespace, name, attributes } = element
      if (namespace !== atom) return undefined
      switch (name) {
        case 'id':
        case 'updated':
        case 'published':
          return {
            end: (text) => {
              entry[name] ??= text.trim()
            },
          }
        case 'title':
        case 'summary':
        case 'content':
          return readText(element, (text) => {
            entry[name] ??= text
          })
        case 'category': {
          count()
          const { term, scheme, label } = attributes
          if (term !== undefined) entry.categories.push({ term, scheme, label })
          return undefined
        }
        case 'source':
          // an entry from elsewhere brings its feed's author along (RFC 4287, section 4.2.1)
          return { child: (part) => (part.name === 'author' ? readShared(part, entry, count) : undefined) }
        default:
          return readShared(element, entry, count)
      }
    },
  }
}

/** What feeds and entries both have. */
function readShared(element: XmlElement, owner: AtomDocument | AtomEntry, count: () => void): XmlReader | undefined {
  const { name, attributes, base } = element
  if (name === 'link') {
    count()
    const { href, type } = attributes
    const rel = attributes.rel?.replace(registry, '') ?? 'alternate'
    // one that is no URL is kept: following it is an error, leaving it out would be the end of the feed
    if (href !== undefined) owner.links.push({ rel, href: URL.parse(href, base)?.href ?? href, type })
  }
  if (name !== 'author' || owner.author) return undefined
  const author: AtomPerson = {}
  owner.author = author
  return {
    child: (part) =>
      part.namespace === atom && (part.name === 'name' || part.name === 'uri')
        ? {
            end: (text) => {
              author[part.name as 'name' | 'uri'] ??= text.trim()
            },
          }
        : undefined,
  }
}

function readText({ attributes, base }: XmlElement, done: (text: AtomText) => void): XmlReader {
  const { type = 'text', src } = attributes
  const isMarkup = type === 'xhtml' || /[+/]xml$/i.test(type)
  let div: string | undefined
  return {
    child: ({ namespace, name }) =>
      // the div around XHTML is not part of it (RFC 4287, section 3.1.1.3)
      type === 'xhtml' && namespace === xhtml && name === 'div'
        ? {
            end: (_, markup) => {
              div ??= markup
            },
          }
        : undefined,
    end(text, markup) {
      const target = src === undefined ? undefined : (URL.parse(src, base)?.href ?? src)
      done({ type, text: isMarkup ? (div ?? markup.trim()) : text, src: target })
    },
  }
}
