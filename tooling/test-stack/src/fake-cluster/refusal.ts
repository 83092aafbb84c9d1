/** A request as index-swapper's `SearchCluster` sends it. */
export interface FakeRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE'
  /** Path and query, percent-encoded. */
  readonly path: string
  readonly body?: Readonly<Record<string, unknown>> | Uint8Array
}

export interface FakeResponse {
  readonly status: number
  readonly body: unknown
}

/** What OpenSearch answers in place of what was asked for, with its own status and `error.type`. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly status: number
  readonly type: string

  constructor(status: number, type: string, reason: string) {
    super(reason)
    this.status = status
    this.type = type
  }

  get response(): FakeResponse {
    const { status, type, message: reason } = this
    return { status, body: { error: { root_cause: [{ type, reason }], type, reason }, status } }
  }
}

export function noSuchIndex(name: string): Refusal {
  return new Refusal(404, 'index_not_found_exception', `no such index [${name}]`)
}

export function illegalArgument(reason: string): Refusal {
  return new Refusal(400, 'illegal_argument_exception', reason)
}
