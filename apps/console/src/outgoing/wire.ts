import * as v from 'valibot'

const iso = v.string()
const count = v.fallback(v.number(), 0)

const runningPass = v.object({
  since: iso,
  pages: count,
  activities: count,
  expectedActivities: v.optional(v.number()),
})

const difference = v.object({ live: count, next: count, removed: count, refused: count })

const heldNote = v.object({ finding: v.string(), reason: v.string(), difference, agreeing: count, since: iso })

/** How one feed is, as any instance of outgoing tells it. What an older outgoing does not say is left out. */
export const feedEntry = v.object({
  feed: v.string(),
  holder: v.optional(v.string()),
  paused: v.fallback(v.boolean(), false),
  running: v.optional(runningPass),
  published: v.optional(v.object({ at: iso, ms: count, pages: count, activities: count, rejected: count })),
  tail: v.optional(v.object({ at: iso, activities: count })),
  failure: v.optional(v.object({ at: iso, ingest: v.string(), reason: v.string() })),
  held: v.optional(heldNote),
  searchable: v.optional(v.number()),
  deadLetters: v.optional(v.number()),
  lastPassMs: v.optional(v.number()),
  rate: v.optional(v.array(v.object({ at: iso, activitiesPerSecond: v.number() })), []),
  forget: v.optional(v.object({ ms: v.number(), at: iso })),
  actions: v.optional(v.array(v.object({ at: iso, person: v.string(), action: v.string() })), []),
})
export type FeedEntry = v.InferOutput<typeof feedEntry>

export const feedList = v.object({ feeds: v.array(feedEntry) })

const passRecord = v.object({
  startedAt: iso,
  endedAt: iso,
  ms: count,
  outcome: v.picklist(['published', 'held', 'failed', 'cancelled']),
  pages: count,
  changedPages: v.optional(v.number()),
  activities: count,
  refused: count,
  added: v.optional(v.number()),
  removed: v.optional(v.number()),
  changed: v.optional(v.number()),
  reason: v.optional(v.string()),
})
export type PassRecord = v.InferOutput<typeof passRecord>

export const passList = v.object({ passes: v.array(passRecord) })

const change = v.object({ added: count, removed: count })

const deletionReceipt = v.object({
  at: iso,
  token: v.optional(v.union([v.number(), v.string()])),
  activities: change,
  objects: change,
  /** Hashes of ids (SHA-256, hex), not the ids. */
  removedIds: v.array(v.string()),
  complete: v.boolean(),
})
export type DeletionReceipt = v.InferOutput<typeof deletionReceipt>

export const receiptList = v.object({ receipts: v.array(deletionReceipt) })

const deadLetter = v.object({
  key: v.string(),
  alias: v.optional(v.string()),
  id: v.optional(v.string()),
  url: v.string(),
  pass: v.optional(v.string()),
  ingest: v.optional(v.string()),
  reason: v.string(),
  body: v.string(),
  bytes: count,
  firstAt: iso,
  lastAt: iso,
})
export type DeadLetter = v.InferOutput<typeof deadLetter>

export const deadLetterPage = v.object({
  total: count,
  deadLetters: v.array(deadLetter),
  next: v.optional(v.string()),
})
export type DeadLetterPage = v.InferOutput<typeof deadLetterPage>

const generation = v.object({
  state: v.picklist(['live', 'kept', 'held', 'filling']),
  openedAt: v.union([v.string(), v.number()]),
  since: v.optional(v.union([v.string(), v.number()])),
  documents: v.object({ activities: count, objects: count }),
  note: v.optional(v.unknown()),
})
export type Generation = v.InferOutput<typeof generation>

export const generationList = v.object({ generations: v.array(generation) })

export const heldDifference = v.object({
  reason: v.string(),
  live: count,
  next: count,
  removed: count,
  refused: count,
  agreeing: count,
  since: v.union([v.string(), v.number()]),
  byType: v.fallback(v.array(v.object({ type: v.string(), live: count, next: count })), []),
  removedIds: v.fallback(v.array(v.string()), []),
  addedIds: v.fallback(v.array(v.string()), []),
})
export type HeldDifference = v.InferOutput<typeof heldDifference>

export const pageList = v.object({ pages: v.array(v.object({ version: v.string(), url: v.string() })) })

const instance = v.object({
  id: v.string(),
  host: v.optional(v.string()),
  pid: v.optional(v.number()),
  startedAt: v.optional(v.string()),
  version: v.optional(v.string()),
  feeds: v.fallback(v.array(v.string()), []),
})
export type Instance = v.InferOutput<typeof instance>

export const instanceList = v.object({ instances: v.array(instance) })
