import { parseExactly } from './exact-json.ts'

/** A place in a feed. */
export type FeedPlace =
  /** Going through what there is, in the order of publication; `reading` is what the marks of its start are kept under. */
  | { readonly type: 'history'; readonly reading: string; readonly after: readonly unknown[] }
  /** What came since, by the marks kept under `reading`. */
  | { readonly type: 'news'; readonly reading: string }

/** Longer ones are nobody's: an `id` has at most 512 bytes. */
const MAX_LENGTH = 2_000

/** Writes a place so that it fits into a URL. It tells nothing but of documents that the follower got. */
export function writePlace(place: FeedPlace): string {
  if (place.type === 'news') return place.reading
  return `${place.reading}.${Buffer.from(JSON.stringify(place.after)).toString('base64url')}`
}

/** @returns `undefined` when it is not what {@link writePlace} wrote. */
export function readPlace(cursor: string): FeedPlace | undefined {
  const [, reading, after] = /^([0-9a-f-]{36})(?:\.([\w-]+))?$/.exec(cursor.slice(0, MAX_LENGTH)) ?? []
  if (reading === undefined) return undefined
  if (after === undefined) return { type: 'news', reading }
  try {
    const values = parseExactly(Buffer.from(after, 'base64url').toString())
    return Array.isArray(values) && values.length === 3 ? { type: 'history', reading, after: values } : undefined
  } catch {
    return undefined
  }
}
