/** One HTTP request to the search cluster. */
export interface ClusterRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE'
  /** Path and query, percent-encoded: `/a_1/_refresh`. */
  readonly path: string
  /** A JSON value, or the bytes of an NDJSON body for `_bulk`, which may be others once there is an answer. */
  readonly body?: Readonly<Record<string, unknown>> | Uint8Array
}

export interface ClusterResponse {
  readonly status: number
  /** The parsed JSON body; `undefined` when the answer was empty. */
  readonly body: unknown
}

/**
 * The cluster, as this package needs it: one function that sends one request once. Any status resolves. A connection
 * that fails, a timeout and a body that cannot be read reject with {@link ClusterUnreachableError}. Nobody below
 * retries, so that a retry is decided in one place.
 *
 * {@link openSearchCluster} is the real one.
 */
export type SearchCluster = (
  request: ClusterRequest,
  options: { readonly signal: AbortSignal },
) => Promise<ClusterResponse>

/** The `error.type` and `error.reason` of an OpenSearch error answer, or of one bulk item. */
export interface ClusterErrorCause {
  readonly type: string
  readonly reason: string
}

/** Reads `{"error":{"type":…,"reason":…}}`; an answer of another shape gives its status as the reason. */
export function errorCause({ status, body }: ClusterResponse): ClusterErrorCause {
  const error = (body as { error?: unknown } | undefined)?.error
  if (typeof error === 'object' && error !== null) {
    const { type, reason } = error as { type?: unknown; reason?: unknown }
    return { type: String(type), reason: String(reason) }
  }
  return { type: 'unknown', reason: typeof error === 'string' ? error : `status ${status}` }
}
