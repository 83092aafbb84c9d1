import type { LenientIndex } from './lenient-index.ts'

/** One document to index. */
export interface IndexOperation {
  /** The write alias, see {@link writeAlias}. */
  readonly alias: string
  /** Takes the document if the index's mapping refuses it: the generation's, see {@link Generation.lenient}. */
  readonly lenient?: LenientIndex | undefined
  /** 1 to 512 bytes. */
  readonly id: string
  /** The greater one wins, whichever comes first; decimal digits, at most 9223372036854775807. */
  readonly version: string
  /** JSON on one line: what `_source` shall be, byte for byte. */
  readonly source: Uint8Array
  /** Where the document is from, for people to look it up: its page's URL. */
  readonly origin: string
}

/** One entry of a `_bulk` request: it indexes `source`, or deletes the document where there is none. */
export type BulkAction = Pick<IndexOperation, 'alias' | 'id' | 'version'> & { readonly source?: Uint8Array }

/** The body of a `_bulk` request. */
export interface BulkBody {
  readonly bytes: Buffer
  /** The write alias that all actions are for, which the path has to say; absent where each action says its own. */
  readonly alias?: string | undefined
  /** Set when an answer was not complete: the cluster, or a proxy before it, may still be reading. */
  mayBeRead?: boolean
}

/** What one request is about: an array of actions, or something that makes them only where they are needed. */
export interface BulkActions {
  readonly length: number
  at(position: number): BulkAction | undefined
  /** The body, where it is written already. */
  readonly body?: BulkBody
}

/** About how many bytes an action takes in a body. */
export function bulkBytes({ alias, id, source }: BulkAction): number {
  return (source?.byteLength ?? 0) + alias.length + id.length + 80
}
