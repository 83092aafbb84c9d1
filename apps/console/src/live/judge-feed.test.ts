import { expect, test } from 'vitest'
import type { FeedEntry } from '../outgoing/wire.ts'
import type { Freshness } from './freshness.ts'
import { compareJudged, type Judgement, judgeFeed, type Level } from './judge-feed.ts'

const now = Date.UTC(2026, 10, 21, 12)
const ago = (ms: number) => new Date(now - ms).toISOString()

const good: FeedEntry = {
  feed: 'orders',
  holder: 'instance',
  paused: false,
  published: { at: ago(30_000), ms: 2_000, pages: 3, activities: 250, rejected: 0 },
  rate: [],
  actions: [],
}
const running = { since: ago(1_000), pages: 1, activities: 10 }
const held = {
  finding: 'removes-too-much',
  reason: 'it would remove 9 of 9 activities',
  difference: { live: 9, next: 0, removed: 9, refused: 0 },
  agreeing: 1,
  since: ago(5_000),
}
const passFailure = { at: ago(500), ingest: 'full', reason: 'status 500' }
const tailFailure = { at: ago(500), ingest: 'updates', reason: 'status 500' }
const old = { ...good.published, at: ago(130_000), ms: 2_000, pages: 1, activities: 1, rejected: 0 }
const fresh: Freshness = { lastAt: now - 2_000, delayMs: 400, usualIntervalMs: 1_000, delays: [] }
const without = (...names: (keyof FeedEntry)[]): Partial<FeedEntry> =>
  Object.fromEntries(names.map((name) => [name, undefined]))

const truth: readonly [string, Partial<FeedEntry>, Freshness | undefined, Level, string][] = [
  ['all well', {}, fresh, 'green', 'Everything is searchable'],
  ['all well, not measured', {}, undefined, 'green', 'Everything is searchable'],
  ['a pass under way', { running }, fresh, 'green', 'Everything is searchable'],
  ['nobody holds it', without('holder'), fresh, 'red', 'No instance of outgoing reads this feed'],
  [
    'nobody holds what fails',
    { ...without('holder'), failure: passFailure },
    fresh,
    'red',
    'No instance of outgoing reads this feed',
  ],
  [
    'a pass failed just now',
    { failure: passFailure },
    fresh,
    'amber',
    'Its last pass failed: status 500; it is tried again',
  ],
  ['passes fail for long', { failure: passFailure, published: old }, fresh, 'red', 'Its last pass failed: status 500'],
  [
    'no pass was ever good',
    { failure: passFailure, ...without('published') },
    undefined,
    'red',
    'Its last pass failed: status 500',
  ],
  [
    'slow passes have more time',
    { failure: passFailure, published: old, lastPassMs: 60_000 },
    fresh,
    'amber',
    'Its last pass failed: status 500; it is tried again',
  ],
  [
    'a failed pass counts however old',
    { failure: { ...passFailure, at: ago(600_000) }, published: old },
    fresh,
    'red',
    'Its last pass failed: status 500',
  ],
  [
    'the tail failed just now',
    { failure: tailFailure },
    fresh,
    'amber',
    'Its tail failed: status 500; it is tried again',
  ],
  ['the tail fails for long', { failure: tailFailure, published: old }, fresh, 'red', 'Its tail failed: status 500'],
  [
    'the tail has recovered',
    { failure: tailFailure, tail: { at: ago(100), activities: 1 } },
    fresh,
    'green',
    'Everything is searchable',
  ],
  [
    'the tail failed long ago',
    { failure: { ...tailFailure, at: ago(200_000) } },
    fresh,
    'green',
    'Everything is searchable',
  ],
  ['held', { held }, fresh, 'amber', 'A generation waits for a decision: it would remove 9 of 9 activities'],
  [
    'held, and failing for long',
    { held, failure: passFailure, published: old },
    fresh,
    'red',
    'Its last pass failed: status 500',
  ],
  [
    'held and paused',
    { held, paused: true },
    fresh,
    'amber',
    'A generation waits for a decision: it would remove 9 of 9 activities',
  ],
  ['paused', { paused: true }, fresh, 'amber', 'Paused: no new pass starts'],
  ['the first pass', { ...without('published'), running }, undefined, 'amber', 'Its first pass is under way'],
  ['before the first pass', without('published'), undefined, 'amber', 'Waiting for its first pass'],
  [
    'silent',
    {},
    { ...fresh, lastAt: now - 301_000 },
    'amber',
    'Nothing new has become visible, though this feed usually keeps sending',
  ],
  [
    'silent for a feed that seldom sends',
    {},
    { ...fresh, lastAt: now - 301_000, usualIntervalMs: 30_000 },
    'green',
    'Everything is searchable',
  ],
  [
    'silent, without a habit',
    {},
    { ...fresh, lastAt: now - 301_000, usualIntervalMs: undefined },
    'green',
    'Everything is searchable',
  ],
  ['one dead letter', { deadLetters: 1 }, fresh, 'amber', 'One document is refused; everything else is searchable'],
  ['dead letters', { deadLetters: 7 }, fresh, 'amber', '7 documents are refused; everything else is searchable'],
  ['no dead letters', { deadLetters: 0 }, fresh, 'green', 'Everything is searchable'],
]

test.each(truth)('judgeFeed() of %s', (_, entry, freshness, level, why) => {
  expect(judgeFeed({ ...good, ...entry }, freshness, { now })).toMatchObject({ level, why })
})

test('judgeFeed() says which moment it speaks of', () => {
  const sinceOf = (entry: Partial<FeedEntry>) => judgeFeed({ ...good, ...entry }, undefined, { now }).since
  expect(sinceOf({})).toBeUndefined()
  expect(sinceOf({ failure: passFailure })).toEqual({ what: 'last good pass', at: ago(30_000) })
  expect(sinceOf({ held })).toEqual({ what: 'held', at: held.since })
  expect(sinceOf({ ...without('published'), failure: passFailure })).toEqual({ what: 'failed', at: passFailure.at })
  expect(sinceOf({ ...without('published'), running })).toEqual({ what: 'begun', at: running.since })
  expect(sinceOf(without('published'))).toBeUndefined()
})

test('compareJudged() puts the worst first, then goes by name', () => {
  const judged = (feed: string, level: Level): { feed: string; judgement: Judgement } => ({
    feed,
    judgement: { level, why: '' },
  })
  const feeds = [
    judged('b', 'green'),
    judged('c', 'red'),
    judged('a', 'green'),
    judged('d', 'amber'),
    judged('a2', 'red'),
  ]
  expect(feeds.sort(compareJudged).map(({ feed }) => feed)).toEqual(['a2', 'c', 'd', 'a', 'b'])
})
