import type { ClusterErrorCause } from './cluster.ts'

/** One entry of a `_bulk` answer's `items`, inside its `index`: `{"status":400,"error":{"type":…,"reason":…}}`. */
export interface BulkItemAnswer {
  readonly status: number
  readonly error?: ClusterErrorCause & { readonly caused_by?: ClusterErrorCause }
}

/** What to do about one item of a `_bulk` answer. */
export type BulkItemVerdict =
  /** The document is indexed, or gone where it was to be deleted. */
  | { readonly type: 'indexed' }
  /** A newer version is there already, which is as good. */
  | { readonly type: 'superseded' }
  /** The cluster cannot take it now: send this item again. `disk` where the disk's flood stage is the cause. */
  | { readonly type: 'retry'; readonly cause: ClusterErrorCause; readonly disk: boolean }
  /** The cluster will never take this document. */
  | { readonly type: 'rejected'; readonly cause: ClusterErrorCause }
  /** The write alias is gone: this writer stops at once. */
  | { readonly type: 'fenced' }

const indexed: BulkItemVerdict = { type: 'indexed' }
const superseded: BulkItemVerdict = { type: 'superseded' }

/** Pure; the whole table of what OpenSearch answers to an item of a `_bulk` request is here. */
export function classifyBulkItem({ status, error }: BulkItemAnswer): BulkItemVerdict {
  if (status === 200 || status === 201) return indexed
  if (status === 409) return superseded
  // a deletion of what is not there is answered 404 without an error
  if (status === 404) return error ? { type: 'fenced' } : indexed
  // a deletion through an alias that is gone: OpenSearch would make an index of that name, if it were in lower case
  if (error?.type === 'invalid_index_name_exception') return { type: 'fenced' }
  const cause = deepest(error) ?? { type: 'unknown', reason: `status ${status}` }
  const isBlocked = error?.type === 'cluster_block_exception'
  if (isBlocked || status === 429 || status >= 500) return { type: 'retry', cause, disk: isDiskFull(cause) }
  return { type: 'rejected', cause }
}

/** Flood stage: `index [a] blocked by: [TOO_MANY_REQUESTS/12/disk usage exceeded …]`, or no index may be made: `/10/`. */
export function isDiskFull({ type, reason }: ClusterErrorCause): boolean {
  return type === 'cluster_block_exception' && /\[(TOO_MANY_REQUESTS|FORBIDDEN)\/1[02]\//.test(reason)
}

/** `mapper_parsing_exception: failed to parse` says little: its cause says which field and why. */
function deepest(error: BulkItemAnswer['error']): ClusterErrorCause | undefined {
  if (!error) return undefined
  const { type, reason, caused_by: inner } = error
  return inner ? { type, reason: `${reason}: ${inner.reason}` } : { type, reason }
}
