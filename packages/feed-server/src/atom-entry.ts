import { type Activity, isKnownType, typesOf } from '@as/as2-schema'
import { FeedItemError } from './errors.ts'
import { escapeXml } from './escape-xml.ts'
import type { FeedItem } from './feed-source.ts'
import { serialiseItem } from './serialise-item.ts'

/** What an activity becomes in an Atom feed. */
export interface AtomEntry {
  readonly id: string
  /** RFC 3339. */
  readonly updated: string
  readonly xml: string
}

/** Where an activity has no date: an entry must have one, and the same at each reading. */
export const unknownDate = '1970-01-01T00:00:00Z'

const vocabulary = 'https://www.w3.org/ns/activitystreams#'

/**
 * One activity as an `atom:entry`. Its types and its object's are categories, its object's or its own `url` the
 * `alternate` link.
 *
 * - `fat`: the activity itself is the content, as JSON, which Atom wants in base64 (RFC 4287 §4.1.3.3, rule 6).
 * - `thin`: no content but what the link leads to. An activity without a URL has its summary for content, as it must
 *   have either (§4.1.2).
 *
 * @throws {FeedItemError} If it does not serialise to a JSON object.
 */
export function atomEntry(item: FeedItem, index: number, content: 'fat' | 'thin'): AtomEntry {
  const json = serialiseItem(item, index)
  const activity = parsed(json, index)
  const object = record(activity.object)
  const id = iri(activity.id, json)
  const updated = date(activity.updated) ?? date(activity.published) ?? date(object.updated) ?? date(object.published)
  const published = date(activity.published)
  const types = [...typesOf(activity), ...typesOf(object)]
  const title =
    text(activity, 'name') ??
    text(object, 'name') ??
    [...typesOf(activity), text(object, 'id')].filter(Boolean).join(' ')
  const summary =
    text(activity, 'summary') ?? text(object, 'summary') ?? text(activity, 'content') ?? text(object, 'content')
  const alternate = link(activity.url) ?? link(object.url) ?? webAddress(object.id)
  const xml = [
    `<id>${escapeXml(id)}</id>`,
    `<title>${escapeXml(title)}</title>`,
    `<updated>${updated ?? unknownDate}</updated>`,
    published && `<published>${published}</published>`,
    ...[...new Set(types)].map(category),
    alternate && `<link rel="alternate" href="${escapeXml(alternate)}"/>`,
    // AS2 texts are HTML unless said otherwise; names are plain
    `<summary type="${summary === undefined ? 'text' : 'html'}">${escapeXml(summary ?? title)}</summary>`,
    content === 'fat' && `<content type="application/activity+json">${Buffer.from(json).toString('base64')}</content>`,
    content === 'thin' && !alternate && `<content type="text">${escapeXml(title)}</content>`,
  ]
  return { id, updated: updated ?? unknownDate, xml: `<entry>${xml.filter(Boolean).join('')}</entry>` }
}

function parsed(json: string, index: number): Partial<Activity> {
  try {
    return JSON.parse(json) as Partial<Activity>
  } catch (cause) {
    throw new FeedItemError(index, { cause })
  }
}

function category(type: string): string {
  const scheme = isKnownType(type) ? ` scheme="${vocabulary}"` : ''
  return `<category term="${escapeXml(type)}"${scheme}/>`
}

/** An id as the IRI that Atom wants: most are one already. RFC 4287 §4.2.6. */
function iri(id: unknown, json: string): string {
  if (typeof id !== 'string' || id === '') return `urn:activity:${encodeURIComponent(json.slice(0, 200))}`
  return /^[a-z][a-z\d+.-]*:[^\s<>"{}|\\^`]+$/i.test(id) ? id : `urn:activity:${encodeURIComponent(id.toWellFormed())}`
}

/** RFC 3339 §5.6, which is what Atom's dates are; AS2 also allows one without seconds or zone. */
function date(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined
  const strict = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/
  return strict.test(value) && !Number.isNaN(Date.parse(value)) ? value : undefined
}

/** A property that is text, or the first of its `…Map` by language. */
function text(of: Readonly<Record<string, unknown>>, property: string): string | undefined {
  const plain = of[property]
  if (typeof plain === 'string' && plain !== '') return plain
  return Object.values(record(of[`${property}Map`])).find((one) => typeof one === 'string')
}

/** The address in a `url`: text, a Link, or the first of several. */
function link(url: unknown): string | undefined {
  const one: unknown = Array.isArray(url) ? url[0] : url
  return webAddress(typeof one === 'string' ? one : record(one).href)
}

function webAddress(value: unknown): string | undefined {
  return typeof value === 'string' && /^https?:/i.test(value) && URL.canParse(value) ? new URL(value).href : undefined
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {}
}
