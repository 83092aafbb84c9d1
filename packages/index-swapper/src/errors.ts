import { type ClusterErrorCause, type ClusterRequest, type ClusterResponse, errorCause } from './cluster.ts'

export type IndexSwapErrorCode =
  | 'cluster_unreachable'
  | 'cluster_refused'
  | 'fenced'
  | 'index_vanished'
  | 'publication_contended'
  | 'alias_taken'
  | 'nothing_to_roll_back'
  | 'bulk_exhausted'
  | 'invalid_index_name'

/** What every error of this package is. */
export abstract class IndexSwapError extends Error {
  abstract readonly code: IndexSwapErrorCode
  /** True where the same call may succeed later. */
  abstract readonly retryable: boolean
}

/** No answer, or none that can be read: the request may or may not have been carried out. */
export class ClusterUnreachableError extends IndexSwapError {
  override readonly name = 'ClusterUnreachableError'
  override readonly code = 'cluster_unreachable'
  override readonly retryable = true

  constructor({ method, path }: ClusterRequest, reason: string, options?: ErrorOptions) {
    super(`Cannot ${method} "${path}" at the search cluster: ${reason}; check that it runs and can be reached`, options)
  }
}

/** The cluster answered with an error. */
export class ClusterRefusedError extends IndexSwapError {
  override readonly name = 'ClusterRefusedError'
  override readonly code = 'cluster_refused'
  override readonly retryable: boolean
  readonly status: number
  /** OpenSearch's own words: `{ type: 'invalid_alias_name_exception', reason: … }` */
  readonly refusal: ClusterErrorCause

  constructor({ method, path }: ClusterRequest, response: ClusterResponse) {
    const refusal = errorCause(response)
    super(
      `Cannot ${method} "${path}": the search cluster answered ${response.status}, ${refusal.type}: ${refusal.reason}`,
    )
    this.status = response.status
    this.refusal = refusal
    this.retryable = response.status === 429 || response.status >= 500
  }
}

/** Another holder has taken over: this writer may not write any more. */
export class FencedError extends IndexSwapError {
  override readonly name = 'FencedError'
  override readonly code = 'fenced'
  override readonly retryable = false // not with this token

  constructor(alias: string, options?: ErrorOptions) {
    super(
      `Cannot write through "${alias}": the alias is gone, so another writer has taken over; stop this one`,
      options,
    )
  }
}

export class IndexVanishedError extends IndexSwapError {
  override readonly name = 'IndexVanishedError'
  override readonly code = 'index_vanished'
  override readonly retryable = true // a new generation may succeed; nothing was published
  readonly index: string

  constructor(index: string, options?: ErrorOptions) {
    super(`Cannot publish index "${index}": it no longer exists; start a new generation`, options)
    this.index = index
  }
}

export class PublicationContendedError extends IndexSwapError {
  override readonly name = 'PublicationContendedError'
  override readonly code = 'publication_contended'
  override readonly retryable = true

  constructor(family: string, attempts: number) {
    super(
      `Cannot publish a generation of "${family}": its aliases changed under each of ${attempts} attempts; try again`,
    )
  }
}

/** An index stands where the alias that readers query should be. */
export class AliasTakenError extends IndexSwapError {
  override readonly name = 'AliasTakenError'
  override readonly code = 'alias_taken'
  override readonly retryable = true // once somebody has made room
  readonly alias: string

  constructor(alias: string) {
    super(
      `Cannot publish under the alias "${alias}": an index has that name; look what it holds, then delete it or clone it to another name`,
    )
    this.alias = alias
  }
}

export class NothingToRollBackError extends IndexSwapError {
  override readonly name = 'NothingToRollBackError'
  override readonly code = 'nothing_to_roll_back'
  override readonly retryable = false

  constructor(family: string) {
    super(`Cannot roll "${family}" back: no earlier generation is kept; wait for the next one instead`)
  }
}

/** Items that the cluster could not take for now, however often they were sent. */
export class BulkExhaustedError extends IndexSwapError {
  override readonly name = 'BulkExhaustedError'
  override readonly code = 'bulk_exhausted'
  override readonly retryable = true

  /** What the cluster answered last. */
  readonly last: ClusterErrorCause

  constructor(
    items: number,
    { attempts, ms, last }: { attempts: number; ms: number; last: ClusterErrorCause },
    options?: ErrorOptions,
  ) {
    super(
      `Cannot index ${items} documents: sent ${attempts} times in ${Math.round(ms / 1000)} s, last answer ${last.type}: ${last.reason}; see whether the cluster is overloaded or away`,
      options,
    )
    this.last = last
  }
}

export class InvalidIndexNameError extends IndexSwapError {
  override readonly name = 'InvalidIndexNameError'
  override readonly code = 'invalid_index_name'
  override readonly retryable = false

  constructor(family: string, rule: string) {
    super(`Cannot name an index for "${family}": ${rule}`)
  }
}
