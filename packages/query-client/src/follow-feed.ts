import { MalformedAnswerError } from './errors.ts'
import type { HttpAnswer } from './read-answer.ts'
import { type Channel, sendRequest } from './send-request.ts'

/** A page of the feed of all that the key may see. */
export interface FeedPage<Source> {
  /** Oldest change first. Never empty. */
  readonly items: readonly Source[]
  /** Where to go on from: keep it once the items are dealt with, and give it as `from` next time. */
  readonly position: string
}

export interface FeedOptions {
  /** The `position` of the last page that was dealt with. Default: the beginning of the feed. */
  readonly from?: string | undefined
  /** False ends with the last page; else the feed is followed until `signal` is aborted. Default: true. */
  readonly follow?: boolean | undefined
  /** How long the service is asked to hold a request until there is something new. Default: 25. */
  readonly waitSeconds?: number | undefined
  /** How long to wait where the service does not hold requests. Default: 5,000. */
  readonly pollMs?: number | undefined
  readonly signal?: AbortSignal | undefined
}

/**
 * Reads the feed page by page, and then what comes, as it comes.
 *
 * @param seed Where the feed begins
 * @throws {BadRequestError} With `status` 404 when `from` is not known any more: begin anew.
 */
export async function* followFeed<Source>(
  channel: Channel,
  seed: URL,
  { from, follow = true, waitSeconds = 25, pollMs = 5_000, signal }: FeedOptions,
): AsyncGenerator<FeedPage<Source>, void, undefined> {
  let url = from === undefined ? seed : sameOrigin(seed, from)
  const headers = follow ? { Prefer: `wait=${waitSeconds}` } : {}
  const waitMs = follow ? waitSeconds * 1000 : 0
  for (;;) {
    signal?.throwIfAborted()
    const askedAt = channel.now()
    const answer = await sendRequest(channel, { url, headers, waitMs, signal })
    const { orderedItems, next } = pageOf<Source>(url.pathname, answer)
    if (next !== undefined) url = sameOrigin(seed, next)
    if (orderedItems.length > 0) yield { items: orderedItems, position: url.href }
    if (next !== undefined) continue
    if (!follow) return
    const wasHeld = answer.headers.has('Preference-Applied') && channel.now() - askedAt >= SHORTEST_HOLD_MS
    if (!wasHeld) await channel.retry.sleep(pollMs, signal)
  }
}

/** A service that says it waits, and answers sooner with nothing, is not asked again at once. */
const SHORTEST_HOLD_MS = 500

/** A signature is for the service alone: what it names elsewhere is not asked. */
function sameOrigin(seed: URL, link: string): URL {
  const url = URL.canParse(link, seed.href) ? new URL(link, seed) : undefined
  if (url?.origin === seed.origin) return url
  throw new MalformedAnswerError(seed.pathname, 200, 'a link to another service')
}

function pageOf<Source>(path: string, { body }: HttpAnswer): { orderedItems: readonly Source[]; next?: string } {
  let page: { orderedItems?: unknown; next?: unknown } | null
  try {
    page = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)) as typeof page
  } catch {
    throw new MalformedAnswerError(path, 200, 'a body that is not JSON')
  }
  const { orderedItems, next } = page ?? {}
  if (!Array.isArray(orderedItems)) throw new MalformedAnswerError(path, 200, 'a body that is no page of a feed')
  return { orderedItems: orderedItems as Source[], ...(typeof next === 'string' ? { next } : {}) }
}
