import type { HeldNote } from './conclude-pass.ts'

/** One generation of a feed, for people to see. Times are ISO 8601. */
export interface GenerationView {
  /** What readers see; kept for a rollback; held by the guard; or being filled by a pass. */
  readonly state: 'live' | 'kept' | 'held' | 'filling'
  readonly indexes: readonly string[]
  readonly openedAt: string
  /** Since when it is kept or held. */
  readonly since?: string | undefined
  /** What a search of it would find: of one that is being filled, hardly anything. */
  readonly documents: { readonly activities: number; readonly objects: number }
  /** Why it is held. */
  readonly note?: HeldNote | undefined
}
