import type { Caller } from './authenticator.ts'
import type { RawRequest } from './raw-request.ts'

/** One request as it arrived, whoever serves it. */
export interface Asked {
  readonly request: RawRequest
  /** Aborted when the caller hangs up. */
  readonly signal: AbortSignal
}

/** A request once it is known who asks. */
export interface AskedByCaller extends Asked {
  readonly requestId: string
  readonly caller: Caller
  readonly body: Uint8Array
}
