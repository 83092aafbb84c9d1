import type { Context } from '@as/as2-schema'
import type { FeedAuthentication } from './authentication.ts'
import { type CursorLocation, queryCursor } from './cursor-location.ts'
import { FeedOptionError } from './errors.ts'
import type { FeedServerEvent } from './events.ts'
import type { FeedSource } from './feed-source.ts'
import type { AtomOptions } from './render-atom.ts'

export interface FeedHandlerOptions {
  readonly source: FeedSource
  /** Who may read: `hawkAuthentication`, `bearerAuthentication`, `openToEveryone`, `allowAddresses` or your own. */
  readonly authentication: FeedAuthentication
  /** Most items a page. Default 100. */
  readonly pageSize?: number
  /** The pages' `@context`. Default `https://www.w3.org/ns/activitystreams`. */
  readonly context?: Context
  /** What an Atom document says of the feed, and how much of each activity. */
  readonly atom?: AtomOptions
  /** Where the cursor is in the URL. Default the query's `cursor`. */
  readonly cursors?: CursorLocation
  /**
   * How long the source serves the `Delete` of what was deleted, at least; collectors are told. Without it what was
   * deleted is just absent from the next reading of the whole feed.
   */
  readonly tombstoneRetentionSeconds?: number
  /** Longest time that a request is held at the end of the feed, if it prefers to wait; 0: not at all. Default 30. */
  readonly maxWaitSeconds?: number
  /** How often the source is read while requests are held. Default 250. */
  readonly pollIntervalMs?: number
  /** Most requests held at a time; more are answered at once. Default 10,000. */
  readonly maxHeld?: number
  /** Most different pages that are waited for at a time: each is a read a poll. Default 100. */
  readonly maxHeldPages?: number
  /** Ends the holding, when the server is to end: held requests are answered. Default: never. */
  readonly signal?: AbortSignal
  /** Most bytes a page, before compression; more are an error. Default 16 MiB. */
  readonly maxPageBytes?: number
  /** Bodies smaller than this are not compressed. Default 1,024. */
  readonly minCompressBytes?: number
  /** How long the source may take over a page. Default 30,000. */
  readonly readTimeoutMs?: number
  /** Milliseconds since any fixed moment, for events. Default `Date.now`. */
  readonly now?: () => number
  readonly onEvent?: (event: FeedServerEvent) => void
}

/** Every option that has a default, with it. */
export type ResolvedOptions = Required<Omit<FeedHandlerOptions, 'tombstoneRetentionSeconds'>> &
  Pick<FeedHandlerOptions, 'tombstoneRetentionSeconds'>

/** @throws {FeedOptionError} If a number makes no sense. */
export function resolveOptions(options: FeedHandlerOptions): ResolvedOptions {
  const resolved: ResolvedOptions = {
    pageSize: 100,
    context: 'https://www.w3.org/ns/activitystreams',
    atom: {},
    cursors: queryCursor(),
    maxWaitSeconds: 30,
    pollIntervalMs: 250,
    maxHeld: 10_000,
    maxHeldPages: 100,
    signal: new AbortController().signal,
    maxPageBytes: 16 * 1024 * 1024,
    minCompressBytes: 1024,
    readTimeoutMs: 30_000,
    now: Date.now,
    onEvent: () => {},
    ...options,
  }
  const { pageSize, maxPageBytes, minCompressBytes, readTimeoutMs, pollIntervalMs, maxHeld, maxHeldPages } = resolved
  const { maxWaitSeconds, tombstoneRetentionSeconds = 1 } = resolved
  const positive = { pageSize, maxPageBytes, minCompressBytes, readTimeoutMs, pollIntervalMs, maxHeld, maxHeldPages }
  for (const [name, value] of Object.entries({ ...positive, tombstoneRetentionSeconds })) {
    if (!Number.isSafeInteger(value) || value < 1) {
      throw new FeedOptionError(`Cannot serve feed: ${name} is ${value}; give a whole number from 1 up`)
    }
  }
  if (!Number.isSafeInteger(maxWaitSeconds) || maxWaitSeconds < 0 || maxWaitSeconds > 3600) {
    throw new FeedOptionError(`Cannot serve feed: maxWaitSeconds is ${maxWaitSeconds}; give a number from 0 to 3,600`)
  }
  return resolved
}
