import type { IngestType } from './events.ts'

/** A record that could not be read, or a document that the index refused: kept for people to see, with why. */
export interface DeadLetter {
  /** Names the letter: the same for the same document, however often it is refused. */
  readonly key: string
  readonly feed: string
  /** Which index refused it; `undefined` for a record that could not be read. */
  readonly alias?: 'activities' | 'objects' | undefined
  /** The document's id; `undefined` for a record without one. */
  readonly id?: string | undefined
  /** Its place on its page, from 0, for a record that could not be read. */
  readonly position?: number | undefined
  /** The page it was on. */
  readonly url: string
  /** When the pass began that met it, as an ISO 8601 date and time; for one from the tail, the last pass there was. */
  readonly pass: string
  readonly ingest: IngestType
  /** In words, without any of the document's values. */
  readonly reason: string
  /** What the source sent, cut at 1 MiB; empty where the source format does not say which bytes a record is. */
  readonly body: string
  /** How long it was before it was cut. */
  readonly bytes: number
  /** When it was first refused, and when last: ISO 8601 dates and times. */
  readonly firstAt: string
  readonly lastAt: string
}

/** A letter before it is kept: what keeps it knows since when. */
export interface RefusedDocument extends Omit<DeadLetter, 'key' | 'firstAt' | 'lastAt'> {
  /** When it was refused, as an ISO 8601 date and time. */
  readonly at: string
}

export interface DeadLetterPage {
  /** How many letters of the feed there are. */
  readonly total: number
  /** The newest first, by when they were first refused. */
  readonly deadLetters: readonly DeadLetter[]
  /** To give as `after` for those that follow; `undefined` on the last page. */
  readonly next?: string | undefined
}

/** Where dead letters are kept. {@link openSearchDeadLetters} keeps them in OpenSearch. */
export interface DeadLetters {
  /** Keeps letters; one that is there already keeps its `firstAt`. */
  keep(
    letters: readonly RefusedDocument[],
    options: { readonly token: number; readonly signal: AbortSignal },
  ): Promise<void>
  /**
   * Removes the letters of a feed that a good pass has not met again: those of earlier passes, by their start, and of
   * earlier holders of the feed, by their token.
   *
   * @returns How many were removed.
   */
  clear(
    feed: string,
    options: { readonly before: string; readonly token: number; readonly signal: AbortSignal },
  ): Promise<number>
  /** Removes the letters of all feeds but these. */
  keepOnly(feeds: readonly string[], options: { readonly signal: AbortSignal }): Promise<number>
  /**
   * Lists the letters of a feed, the newest first.
   *
   * @param options.limit At most 100.
   * @param options.after The `next` of the page before.
   */
  list(
    feed: string,
    options: { readonly limit: number; readonly after?: string | undefined; readonly signal?: AbortSignal | undefined },
  ): Promise<DeadLetterPage>
  /** Feed id → how many letters of it there are. */
  count(
    feeds: readonly string[],
    options?: { readonly signal?: AbortSignal | undefined },
  ): Promise<Readonly<Record<string, number>>>
}
