import type { PollLimits } from './poll-delay.ts'
import { pollDelay } from './poll-delay.ts'
import type { FeedOptions } from './read-feed.ts'
import { pageSource } from './read-feed.ts'
import type { FeedPage, PageSource, ReadPage } from './read-page.ts'
import { readPage } from './read-page.ts'
import { sleepFor, sleepUntil } from './retry-policy.ts'
import type { TailMemory } from './tail-memory.ts'
import { createTailMemory } from './tail-memory.ts'
import { walkFeed } from './walk-feed.ts'

export interface FollowFeedOptions extends FeedOptions, Partial<PollLimits> {
  /** How long a source that can is asked to hold a request until there is something new. Default 25. */
  readonly waitSeconds?: number | undefined
}

/** A source that is not yet known to hold requests is asked for so short a wait that nobody behind it minds. */
const probeSeconds = 1

/**
 * Reads a feed to its end like `readFeed()`, and then goes on for ever: gives what is added or changed as soon as it
 * is, until its signal is aborted or the loop around it is left. After the first time, a page that is given has only
 * what is new on it.
 *
 * A source that says that it holds requests (`Preference-Applied: wait`) is asked again at once, any other after a pause
 * that grows while nothing happens. One request is under way at a time, and none while the reader has a page in hand.
 *
 * @throws {FeedClientError} Once a page cannot be read, after what `retry` allows: go on from the last page's `url`.
 * @example
 * for await (const page of followFeed({ seed, format: as2Format, requestPage, signal, retry: {} })) {
 *   for (const item of page.items) console.log(item.id)
 * }
 */
export async function* followFeed(options: FollowFeedOptions): AsyncGenerator<FeedPage, void, undefined> {
  const { waitSeconds = 25, minPollMs = 100, maxPollMs = 5000, sleep = sleepFor, random = Math.random } = options
  const source = pageSource(options)
  const { signal } = source
  const memory = createTailMemory()
  let place: Place = { url: source.rules.seed, since: options.since }
  let isHolding = false
  let pauseMs = 0
  for (let rounds = 0; ; rounds += 1) {
    const wait = isHolding ? { waitSeconds, held: true } : { waitSeconds: Math.min(probeSeconds, waitSeconds) }
    const first = await readPage(source, {
      url: place.url,
      recalled: memory.recall(place.url),
      ...(rounds > 0 && waitSeconds > 0 && wait),
    })
    const round = yield* readRound(first, place, source, memory)
    place = round.place
    const { isNews } = round
    const wasApplied = saysWait(first.preferenceApplied)
    const wasHeld = wasApplied && first.page.fetchMs >= (wait.waitSeconds * 1000) / 2
    // an answer with news need not say it
    isHolding = wasApplied || (isHolding && isNews)
    if (isHolding && (isNews || wasHeld)) pauseMs = 0
    else {
      pauseMs = pollDelay(pauseMs, isNews, { minPollMs, maxPollMs }, random())
      await sleepUntil(sleep(pauseMs, signal), signal)
    }
  }
}

/** Where a round starts. */
interface Place {
  readonly url: string
  readonly since: string | undefined
  /** True for a page that only leads to others: whether it has changed says nothing about them. */
  readonly isIndex?: boolean
}

/** Gives new pages, and what is new on known ones, from `first` on. */
async function* readRound(
  first: ReadPage,
  place: Place,
  source: PageSource,
  memory: TailMemory,
): AsyncGenerator<FeedPage, { place: Place; isNews: boolean }, undefined> {
  const { page: entry } = first
  const isOld = entry.unchanged && !place.isIndex
  // what is behind an unchanged page has been read
  const start = isOld ? { ...first, page: { ...entry, previous: undefined } } : first
  const read = (url: string) => readPage(source, { url, recalled: memory.recall(url) })
  let last = entry
  let isNews = false
  for await (const page of walkFeed(start, { read, limits: source.limits, since: place.since })) {
    const fresh = memory.newOn(page)
    if (fresh) {
      isNews = true
      yield fresh
    }
    memory.remember(page)
    memory.keepOnly([place.url, place.since, last.url, page.url])
    last = page
  }
  if (last.unchanged && last.url === place.url) return { place, isNews }
  const isIndex = last.items.length === 0 && last.previous !== undefined
  memory.keepOnly([last.url, last.previous])
  return { place: { url: last.url, since: last.previous, isIndex }, isNews }
}

/** RFC 7240, section 3. */
function saysWait(preferenceApplied: string | undefined): boolean {
  return /(^|,)\s*wait\s*(=|,|;|$)/i.test(preferenceApplied ?? '')
}
