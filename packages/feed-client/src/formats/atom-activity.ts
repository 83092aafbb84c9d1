import { isUtf8 } from 'node:buffer'
import { findRanges } from '../json-ranges.ts'
import { NestingTooDeepError, TooManyItemsError } from '../page-errors.ts'
import type { FeedItem, PageContext } from '../source-format.ts'
import { idFault } from '../source-format.ts'
import type { AtomDocument, AtomEntry, AtomPerson, AtomText } from './atom-document.ts'
import type { Members } from './read-activities.ts'
import { isObject, onOneLine, readType, withId } from './read-activities.ts'

const context = 'https://www.w3.org/ns/activitystreams'

/**
 * Makes an activity of an entry. An entry whose JSON content is an activity itself is that activity, as it was sent: one
 * with `id` and `type`, and `object`, `actor` or the entry's own id.
 *
 * @returns The activity, or why there is none.
 */
export function toActivity(entry: AtomEntry, feed: AtomDocument, page: PageContext): FeedItem | string {
  const fault = idFault(entry.id === '' ? undefined : entry.id)
  if (fault) return fault
  const id = entry.id as string
  const content = withoutBase64(entry.content)
  const json = readJson(content, page)
  if (typeof json === 'string') return json
  if (json && isActivity(json.value, id)) return embedded(json)
  const object = makeObject(entry, id, { content, json })
  const { published = entry.updated, updated } = entry
  const type = activityType(entry)
  const actor = actorOf(entry.author ?? feed.author)
  const tag = entry.categories.filter(({ scheme }) => !isVocabulary(scheme)).map(toTag)
  const head = JSON.stringify({
    '@context': context,
    id,
    type,
    published,
    updated: entry.isDeleted ? undefined : updated,
    actor,
    tag: tag.length > 0 ? tag : undefined,
  })
  const bytes = Buffer.concat([Buffer.from(`${head.slice(0, -1)},"object":`), object.bytes, Buffer.from('}')])
  return { id, type, published, bytes, object }
}

interface Json {
  /** On one line. */
  readonly bytes: Buffer
  readonly value: Members
  /** Where its `object` is. */
  readonly object: Buffer | undefined
}

/** @returns The content's JSON object; undefined if it is something else; or what is wrong with it. */
function readJson(content: AtomText | undefined, { url, maxNesting = 500 }: PageContext): Json | undefined | string {
  if (!content || !isJson(content)) return undefined
  // as the only one of a list, so that its `object` is found
  const list = Buffer.from(`{"items":[${content.text}]}`)
  try {
    const ranges = findRanges(list, { maxNesting: maxNesting + 2, url })
    const value: unknown = JSON.parse(content.text)
    const range = ranges.items?.items[0]
    if (!isObject(value) || !range) return undefined
    const line = onOneLine(list, range)
    const { object } = range
    return {
      value,
      bytes: line.subarray(range.start, range.end),
      object: object && line.subarray(object.start, object.end),
    }
  } catch (error) {
    if (error instanceof NestingTooDeepError || error instanceof TooManyItemsError) {
      return 'its content is nested too deep, or has too many parts'
    }
    return 'its content is said to be JSON, and is not'
  }
}

function isJson({ type, src }: AtomText): boolean {
  return src === undefined && /[+/]json\s*(;|$)/i.test(type)
}

/** JSON should be in base64 (RFC 4287, section 4.1.3.3, rule 6), but most write it as it is. */
function withoutBase64(content: AtomText | undefined): AtomText | undefined {
  if (!content || !isJson(content)) return content
  const text = content.text.trim()
  if (/^[{["]/.test(text) || !/^[a-z\d+/\s]+=*$/i.test(text)) return { ...content, text }
  const decoded = Buffer.from(text, 'base64')
  return isUtf8(decoded) ? { ...content, text: decoded.toString().trim() } : { ...content, text }
}

/** Whether JSON is an activity itself, and not what one is about. */
function isActivity({ id, type, object, actor }: Members, entryId: string): boolean {
  if (idFault(id) !== undefined || type === undefined) return false
  return object !== undefined || actor !== undefined || id === entryId
}

function embedded({ bytes, value, object }: Json): FeedItem {
  const objectId = isObject(value.object) ? value.object.id : undefined
  return {
    id: value.id as string,
    type: readType(value.type),
    published: typeof value.published === 'string' ? value.published : undefined,
    bytes,
    object: object && !idFault(objectId) ? { id: objectId as string, bytes: object } : undefined,
  }
}

/** What an entry is about: its JSON content; a Document with other content; the resource that it links to. */
function makeObject(
  entry: AtomEntry,
  entryId: string,
  { content, json }: { content: AtomText | undefined; json: Json | undefined },
): { id: string; bytes: Buffer } {
  const alternate = entry.links.find(({ rel }) => rel === 'alternate')
  const url = alternate?.href ?? content?.src
  const id = idFault(url) ? `${entryId.slice(0, 480)}#object` : (url as string)
  if (json && !idFault(json.value.id)) return { id: json.value.id as string, bytes: json.bytes }
  if (json && json.value.id === undefined) return { id, bytes: withId(json.bytes, id) }
  const isHere = content !== undefined && content.src === undefined
  const members = entry.isDeleted
    ? { id, type: 'Tombstone', deleted: entry.updated }
    : {
        id,
        type: 'Document',
        name: entry.title?.text.trim() || undefined,
        summary: entry.summary?.text,
        content: isHere ? content.text : undefined,
        mediaType: isHere ? mediaType(content.type) : (content?.type ?? alternate?.type),
        url,
      }
  return { id, bytes: Buffer.from(JSON.stringify(members)) }
}

function mediaType(type: string): string {
  if (type === 'text') return 'text/plain'
  if (type === 'html') return 'text/html'
  return type === 'xhtml' ? 'application/xhtml+xml' : type
}

function isVocabulary(scheme: string | undefined): boolean {
  return scheme === context || scheme === `${context}#`
}

/** What a category of the AS2 vocabulary says; else whether the entry was changed after it was published. */
function activityType({ isDeleted, categories, published, updated }: AtomEntry): string {
  if (isDeleted) return 'Delete'
  const named = categories.find(({ scheme }) => isVocabulary(scheme))
  if (named) return named.term
  return published !== undefined && updated !== undefined && Date.parse(updated) > Date.parse(published)
    ? 'Update'
    : 'Create'
}

function toTag({ term, label }: AtomEntry['categories'][number]): Members {
  return { type: 'Object', name: label ?? term }
}

function actorOf(author: AtomPerson | undefined): Members | undefined {
  if (!author || (author.name === undefined && author.uri === undefined)) return undefined
  return { type: 'Person', id: author.uri || undefined, name: author.name }
}
