/** What the integration tests of ingest share: one feed of a scripted source, read into the real OpenSearch. */
import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { as2Format, createPageRequester } from '@as/feed-client'
import type { SearchCluster } from '@as/index-swapper'
import { connectOpenSearch } from '@as/index-swapper/opensearch'
import { type ScriptedSource, startScriptedSource } from '@as/test-stack'
import { afterAll, beforeEach, expect, inject } from 'vitest'
import { createBulkShare } from '../src/bulk-share.ts'
import {
  type DeadLetters,
  defaultGuardLimits,
  type Feed,
  type FeedControl,
  type FeedState,
  type IngestEvent,
  type Leases,
  memoryFeedState,
  type PageOrigins,
} from '../src/index.ts'
import { ingestFeed } from '../src/ingest-feed.ts'
import { noLeases } from '../src/lease.ts'

const search = connectOpenSearch({ url: inject('opensearchUrl') })
export const cluster: SearchCluster = search.cluster
afterAll(() => search[Symbol.asyncDispose]())

/** The id of the test's feed. */
export let id: string
beforeEach(() => {
  id = `ingest_${randomBytes(4).toString('hex')}`
})

export const activity = (
  n: number,
  name: string = `thing ${n}`,
): { id: string; type: string; published: string; object: { id: string; type: string; name: string } } => ({
  id: `a:${n}:Create`,
  type: 'Create',
  published: '2026-01-01T00:00:00Z',
  object: { id: `a:${n}`, type: 'Document', name },
})

export function feedAt(seed: string, changes: Partial<Feed> = {}): Feed {
  return {
    id,
    seed,
    format: as2Format,
    requestPage: createPageRequester({ authentication: { type: 'none' } }),
    passIntervalMs: 100,
    pageIntervalMs: 0,
    tailIntervalMs: 20,
    retryIntervalsMs: [50],
    forgetDeleted: true,
    guard: defaultGuardLimits,
    graceMs: 1000,
    ...changes,
  }
}

export interface IngestingOptions {
  readonly cluster?: SearchCluster
  readonly state?: FeedState
  readonly leases?: Leases
  readonly deadLetters?: DeadLetters
  readonly maxDeadLetters?: number
  readonly pageOrigins?: PageOrigins
  readonly keepGenerations?: number
  /** Default: the system's. */
  readonly now?: () => number
  readonly onControl?: (feedId: string, control: FeedControl | undefined) => void
}

/** Runs ingest of one feed while `use` looks at it. Other tests' indexes are on the same cluster: none is unconfigured. */
export async function ingesting(
  feed: Feed,
  use: (events: readonly IngestEvent[]) => Promise<void>,
  options: IngestingOptions = {},
): Promise<void> {
  const stop = new AbortController()
  const events: IngestEvent[] = []
  const running = ingestFeed(
    feed,
    {
      cluster: options.cluster ?? cluster,
      state: options.state ?? memoryFeedState(),
      leases: options.leases ?? noLeases,
      bulkShare: createBulkShare(),
      clock: { now: options.now ?? Date.now, sleep: (ms, signal) => sleep(ms, undefined, { signal }) },
      onEvent: (event) => events.push(event),
      onControl: options.onControl ?? (() => undefined),
      extraFields: {},
      replicas: 0,
      keepGenerations: options.keepGenerations ?? (options.onControl ? 1 : 0),
      retireAfterMs: 10,
      deadLetters: options.deadLetters,
      maxDeadLetters: options.maxDeadLetters,
      pageOrigins: options.pageOrigins,
    },
    stop.signal,
  )
  try {
    await use(events)
  } finally {
    stop.abort()
    await running
  }
}

/** What a search finds. */
export async function found(query: object, alias = 'activities'): Promise<string[]> {
  const { signal } = new AbortController()
  const body = { size: 1000, query: { bool: { filter: [{ term: { feed_unique_id: id } }, query] } } }
  const path = `/${alias}/_search?allow_partial_search_results=false`
  const answer = await cluster({ method: 'POST', path, body }, { signal })
  expect(answer).toMatchObject({ status: 200 })
  return (answer.body as { hits: { hits: { _id: string }[] } }).hits.hits.map(({ _id }) => _id).sort()
}

export async function visible(alias = 'activities'): Promise<Map<string, unknown>> {
  const { signal } = new AbortController()
  const body = { size: 1000, query: { term: { feed_unique_id: id } } }
  const answer = await cluster({ method: 'POST', path: `/${alias}/_search`, body }, { signal })
  if (answer.status === 404) return new Map()
  const { hits } = answer.body as { hits: { hits: { _id: string; _source: unknown }[] } }
  const sources = new Map(hits.hits.map(({ _id, _source }) => [_id, _source]))
  expect(sources.size, 'no document is there twice').toBe(hits.hits.length)
  return sources
}

/** The answer to a search as OpenSearch wrote it. */
export async function textOf(alias: string): Promise<string> {
  const query = encodeURIComponent(`feed_unique_id:${id}`)
  return await (await fetch(`${inject('opensearchUrl')}/${alias}/_search?size=100&q=${query}`)).text()
}

export const ids = async (alias?: string): Promise<string[]> => [...(await visible(alias)).keys()].sort()

export const passes = (events: readonly IngestEvent[]): number =>
  events.filter((event) => event.type === 'succeeded' && event.ingest === 'full').length

/** The events of one type. */
export function eventsOf<Type extends IngestEvent['type']>(
  events: readonly IngestEvent[],
  type: Type,
): Extract<IngestEvent, { type: Type }>[] {
  return events.filter((event): event is Extract<IngestEvent, { type: Type }> => event.type === type)
}

export async function withSource(use: (source: ScriptedSource) => Promise<void>): Promise<void> {
  await using source = await startScriptedSource()
  await use(source)
}
