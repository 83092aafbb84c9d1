import type { DeadLetter, FeedEntry, Generation, HeldDifference, PassRecord } from '../src/outgoing/wire.ts'
import type { FakeOutgoing } from './fake-outgoing.ts'

const ago = (ms: number) => new Date(Date.now() - ms).toISOString()

/** A feed that is well. */
export function wellFeed(feed: string, more: Partial<FeedEntry> = {}): FeedEntry {
  return {
    feed,
    holder: 'b1946ac9-2b3c-4d5e-8f90-a1b2c3d4e5f6',
    paused: false,
    published: { at: ago(20_000), ms: 2_300, pages: 12, activities: 1_200, rejected: 0 },
    lastPassMs: 2_300,
    searchable: 1_200,
    deadLetters: 0,
    rate: Array.from({ length: 60 }, (_, place) => ({
      at: ago((60 - place) * 10_000),
      activitiesPerSecond: 5 + (place % 7),
    })),
    actions: [],
    ...more,
  }
}

/** One feed in each state that there is, and everything that there can be about `held`. */
export function everyState({ feeds, answers }: FakeOutgoing, text = 'a text'): void {
  const failure = { at: ago(2_000), ingest: 'full', reason: `Cannot read page "${text}": status 502` }
  const held = {
    finding: 'removes-too-much',
    reason: `it would remove 900 of 1,000 activities: ${text}`,
    difference: { live: 1_000, next: 100, removed: 900, refused: 0 },
    agreeing: 1,
    since: ago(60_000),
  }
  const states: readonly FeedEntry[] = [
    wellFeed('well'),
    wellFeed('running', { running: { since: ago(9_000), pages: 4, activities: 400, expectedActivities: 1_200 } }),
    wellFeed('first', { published: undefined, running: { since: ago(9_000), pages: 4, activities: 400 } }),
    wellFeed('failing', {
      failure,
      published: { at: ago(900_000), ms: 2_300, pages: 12, activities: 1_200, rejected: 0 },
    }),
    wellFeed('nobody', { holder: undefined }),
    wellFeed('paused', { paused: true }),
    wellFeed('dead-letters', { deadLetters: 2 }),
    wellFeed('held', {
      held,
      deadLetters: 2,
      forget: { ms: 830, at: ago(5_000) },
      actions: [{ at: ago(90_000), person: `Ada ${text}`, action: 'pause' }],
    }),
    { feed: 'old-outgoing', holder: 'x', paused: false, rate: [], actions: [] },
  ]
  for (const state of states) feeds.set(state.feed, state)
  const difference: HeldDifference = {
    reason: held.reason,
    live: 1_000,
    next: 100,
    removed: 900,
    refused: 0,
    agreeing: 1,
    since: held.since,
    byType: [{ type: text, live: 1_000, next: 100 }],
    removedIds: [text],
    addedIds: [text],
  }
  const passes: PassRecord[] = (['published', 'held', 'failed', 'cancelled'] as const).map((outcome) => ({
    startedAt: ago(9_000),
    endedAt: ago(5_000),
    ms: 4_000,
    outcome,
    pages: 3,
    changedPages: 1,
    activities: 30,
    refused: 2,
    added: 1,
    changed: 5,
    removed: 3,
    reason: text,
  }))
  const generations: Generation[] = (['live', 'kept', 'held', 'filling'] as const).map((state) => ({
    state,
    openedAt: ago(9_000),
    documents: { activities: 1_000, objects: 900 },
  }))
  const deadLetters: DeadLetter[] = [
    { ...letter(text), alias: 'activities', id: text, url: 'https://source.example/feed?page=3' },
    { ...letter(text), key: 'another', url: `javascript:${text}`, body: `{"cut":"${text}` },
  ]
  const receipt = {
    at: ago(5_000),
    token: 3,
    activities: { added: 1, removed: 3 },
    objects: { added: 0, removed: 0 },
    removedIds: ['a'.repeat(64)],
    complete: false,
  }
  answers.set('/feeds/held/held', difference)
  answers.set('/feeds/held/passes', { passes })
  answers.set('/feeds/held/generations', { generations })
  answers.set('/feeds/held/dead-letters', { total: 40, deadLetters, next: 'page 2' })
  answers.set('/feeds/held/receipts', { receipts: [receipt, { ...receipt, at: ago(90_000), removedIds: [] }] })
  answers.set('/instances', {
    instances: [{ id: text, host: text, pid: 7, startedAt: ago(99_000), version: '1.2.3', feeds: ['well', 'held'] }],
  })
}

function letter(text: string): DeadLetter {
  return {
    key: text,
    pass: ago(9_000),
    ingest: 'full',
    reason: text,
    url: '',
    bytes: 5_000_000,
    body: JSON.stringify({ id: text, [text]: [text, 1, null, {}] }),
    firstAt: ago(90_000),
    lastAt: ago(5_000),
  }
}
