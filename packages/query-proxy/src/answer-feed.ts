import { createHash, randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { as2Page } from './as2-pages.ts'
import type { CursorStore } from './cursor-store.ts'
import { details, detailsResponse } from './details-response.ts'
import { DeepReadError } from './errors.ts'
import { type FeedPlace, readPlace, writePlace } from './feed-cursor.ts'
import { type Holes, numbersSearch, readHoles, type SeqRanges } from './feed-holes.ts'
import {
  advance,
  type FeedMarks,
  followSwaps,
  marksSearch,
  newsQuery,
  newsSort,
  readMarks,
  startMarks,
  startRanges,
  unseenRanges,
} from './feed-marks.ts'
import type { SearchForwarder } from './forward-search.ts'
import { preferredWait } from './prefer-wait.ts'
import { originOf, type RawRequest } from './raw-request.ts'
import { type RawHit, readHits } from './read-hits.ts'
import { type Answer, jsonType, respond } from './respond.ts'
import { wholeBody } from './whole-body.ts'

export interface FeedOptions {
  readonly forwarder: SearchForwarder
  readonly alias: string
  readonly cursors: CursorStore
  /** How long a follower may stay away and still go on where they were. */
  readonly ttlSeconds: number
  readonly pageSize: number
  readonly maxWaitSeconds: number
  readonly pollMs: number
  /** Milliseconds since 1970. */
  readonly now: () => number
}

export interface FeedRequest {
  readonly request: RawRequest
  readonly keyId: string
  /** What the caller may see, as a query. */
  readonly permission: unknown
  readonly signal: AbortSignal
  /** Lets the request wait; `undefined` when this key has too many waiting. */
  readonly enterWait: () => (() => void) | undefined
}

const MAX_PAGE_BYTES = 64 * 1_048_576

const historySort = [
  { published: { order: 'asc', missing: 0, unmapped_type: 'date' } },
  { id: { order: 'asc', unmapped_type: 'keyword' } },
  { _index: 'asc' },
]

/**
 * Answers one page of the feed of all that a key may see: first what there is, in the order of publication, then what
 * arrived since the first page was asked for, in the order of arrival. The last page can be asked for again, and waited
 * at with `Prefer: wait`.
 *
 * @throws {DeepReadError} If OpenSearch answers with an error.
 */
export async function answerFeed(options: FeedOptions, asked: FeedRequest): Promise<Answer> {
  const { forwarder, alias, cursors, ttlSeconds, pageSize, maxWaitSeconds, pollMs, now } = options
  const { request, keyId, permission, signal } = asked
  const path = request.target.split('?', 1)[0] ?? ''
  const cursor = new URL(request.target, 'http://feed').searchParams.get('cursor')
  const place = cursor === null ? undefined : readPlace(cursor)
  const saved = place && (await cursors.load(keyOf(place.reading)))
  if (cursor !== null && (!place || saved === undefined)) return detailsResponse(404, details.notFound)
  if (place && saved !== undefined && place.type === 'news') return await answerNews(place.reading, JSON.parse(saved))

  const reading = place?.reading ?? randomUUID()
  if (!place) {
    const marks = await standing()
    // before any page is read: what can be seen now is in the pages
    const begun = startMarks(marks, await holesIn(startRanges(marks)), now())
    await cursors.save(keyOf(reading), JSON.stringify(begun), ttlSeconds)
  }
  const after = place?.type === 'history' ? { search_after: place.after } : {}
  const sort = historySort
  // one more than a page says whether there is another
  const found = await search({ query: { bool: { filter: [permission] } }, sort, ...after }, pageSize + 1)
  const hits = found.slice(0, pageSize)
  if (found.length > pageSize) {
    const last = JSON.parse(hits.at(-1)?.sort ?? '[]') as unknown[]
    return await page(hits, { type: 'history', reading, after: last })
  }
  if (hits.length > 0) return await page(hits, { type: 'news', reading })
  return await answerNews(reading, JSON.parse(saved ?? '{}') as FeedMarks)

  async function answerNews(reading: string, marks: FeedMarks): Promise<Answer> {
    const wanted = Math.min(preferredWait(request.header('prefer')) ?? 0, maxWaitSeconds)
    const leave = wanted > 0 ? asked.enterWait() : undefined
    const applied = leave ? { 'preference-applied': `wait=${wanted}` } : {}
    const polls = leave ? Math.ceil((wanted * 1000) / pollMs) : 0
    try {
      let followed = marks
      for (let poll = 0; ; poll += 1) {
        const before = followed
        const current = await standing()
        followed = followSwaps(before, current)
        // before the search: what becomes visible between them is then served, and looked for once more
        const holes = await holesIn(unseenRanges(followed, current))
        const query = { bool: { filter: [permission, newsQuery(followed, current)] } }
        const hits = await search({ query, sort: newsSort })
        if (hits.length > 0) {
          const next = randomUUID()
          const marks = advance(followed, hits, { holes, now: now() })
          await cursors.save(keyOf(next), JSON.stringify(marks), ttlSeconds)
          return await page(hits, { type: 'news', reading: next }, applied)
        }
        // where a new index stood when it was first seen has to be known later
        const isSwapped = Object.keys(followed).some((index) => !(index in before))
        if (isSwapped || poll === 0) await cursors.save(keyOf(reading), JSON.stringify(followed), ttlSeconds)
        if (poll >= polls) return await page([], undefined, applied)
        await delay(pollMs, undefined, { signal })
      }
    } finally {
      leave?.()
    }
  }

  async function page(
    hits: readonly RawHit[],
    next: FeedPlace | undefined,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const sources = hits.flatMap(({ source }) => (source ? [source] : []))
    const items = hashOf(sources)
    const always = { 'cache-control': 'private, no-cache', ...headers }
    const known = await knownTag(items, next)
    if (known !== undefined) return respond(304, null, { ...always, etag: known })
    const url = next && `${originOf(request)}${path}?cursor=${writePlace(next)}`
    return respond(200, request.method === 'HEAD' ? null : as2Page(sources, url), {
      'content-type': jsonType,
      etag: tagOf(items, next?.reading),
      ...always,
    })
  }

  /**
   * The caller's ETag of this page, where what they have is as good: the same items, and a `next` that goes on from the
   * same place or an earlier one, and still does.
   */
  async function knownTag(items: string, next: FeedPlace | undefined): Promise<string | undefined> {
    for (const [tag, hash, theirs] of (request.header('if-none-match') ?? '').matchAll(entityTag)) {
      if (hash !== items || (theirs === undefined) !== (next === undefined)) continue
      if (theirs === undefined) return tag
      const marks = await cursors.load(keyOf(theirs))
      if (marks === undefined) continue
      await cursors.save(keyOf(theirs), marks, ttlSeconds)
      return tag
    }
    return undefined
  }

  async function search(body: object, size = pageSize): Promise<readonly RawHit[]> {
    return readHits(await answerTo(JSON.stringify({ ...body, size, track_total_hits: false })))
  }

  async function standing(): Promise<FeedMarks> {
    return readMarks(Buffer.from(await answerTo(marksSearch)).toString())
  }

  async function holesIn(ranges: SeqRanges): Promise<Holes> {
    if (Object.keys(ranges).length === 0) return {}
    return readHoles(Buffer.from(await answerTo(numbersSearch(ranges))).toString(), ranges)
  }

  async function answerTo(body: string): Promise<Uint8Array> {
    const answer = await forwarder.search({ alias, body, signal })
    if (answer.status !== 200) throw new DeepReadError(answer)
    return await wholeBody(answer, MAX_PAGE_BYTES)
  }

  function keyOf(reading: string): string {
    return `feed:${keyId}:${reading}`
  }
}

/** `"…"` around the hash of a page's items and, where there is a next page, what its marks are kept under. */
const entityTag = /"([\w-]{43})(?:\.([0-9a-f-]{36}))?"/g

function tagOf(items: string, reading: string | undefined): string {
  return reading === undefined ? `"${items}"` : `"${items}.${reading}"`
}

function hashOf(sources: readonly Uint8Array[]): string {
  const hash = createHash('sha256')
  for (const source of sources) hash.update(`${source.byteLength}:`).update(source)
  return hash.digest('base64url')
}
