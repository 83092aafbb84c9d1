import { type Dispatcher, Pool } from 'undici'
import { type Exchange, exchange } from './exchange.ts'

/** A request to OpenSearch, as it goes over the wire. */
export interface OpenSearchRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'DELETE'
  /** Path and query. */
  readonly path: string
  /** JSON text. */
  readonly body?: string | undefined
}

/** OpenSearch's answer, whatever its status. */
export interface OpenSearchAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | undefined>>
  /**
   * All of a short answer; of a longer one a stream, which goes on as it is read. Cancelling it ends the request. Its pieces
   * are used up: who passes them on frees their memory.
   */
  readonly body: Uint8Array | ReadableStream<Uint8Array>
  /** The first piece of a stream, to be looked at before it is read. */
  readonly begun?: Uint8Array | undefined
}

export interface OpenSearchConnectionOptions {
  /** Where OpenSearch is: `https://search.example:9200`. A path in it goes before every other. */
  readonly url: URL | string
  /** Sent with every request, e.g. `authorization`. */
  readonly headers?: Readonly<Record<string, string>>
  /** Makes the headers that hold for one request only, such as a signature. */
  readonly sign?: (request: OpenSearchRequest & { readonly host: string }) => Readonly<Record<string, string>>
  /** Most connections; more requests wait for one. Default: 256. */
  readonly maxConnections?: number
  /** How long a request may take until its answer begins, and the answer may pause. Default: 60,000. */
  readonly timeoutMs?: number
  /** How long whoever reads a long answer may pause. Default: 30,000. */
  readonly readerTimeoutMs?: number
  /** After how long without an answer OpenSearch is asked whether it is there at all, again and again. Default: 1,000. */
  readonly probeAfterMs?: number
  /** How long it may take to say so. Default: 1,200: a dead cluster is known within 2.2 s, a slow search may go on. */
  readonly probeTimeoutMs?: number
  /** Answers up to this size are held whole, longer ones pass through as they come. Default: 65,536. */
  readonly maxWholeBytes?: number
}

/** Connections to one OpenSearch, kept open. */
export interface OpenSearchConnection extends AsyncDisposable {
  /**
   * Sends a request, once: nothing is repeated. Aborting `signal` closes its connection, at which OpenSearch cancels
   * what it does for it.
   *
   * @throws {SearchUnreachableError | SearchTimedOutError} If there is no answer.
   * @throws What `signal` was aborted with.
   */
  request(request: OpenSearchRequest, options: { readonly signal: AbortSignal }): Promise<OpenSearchAnswer>
}

/** Connects to OpenSearch over HTTP/1.1. Opens no connection before the first request. */
export function connectOpenSearch(options: OpenSearchConnectionOptions): OpenSearchConnection {
  const { headers: always = {}, sign, maxConnections = 256, timeoutMs = 60_000, readerTimeoutMs = 30_000 } = options
  const { probeAfterMs = 1_000, probeTimeoutMs = 1_200, maxWholeBytes = 65_536 } = options
  const { origin, host, pathname } = new URL(options.url)
  const prefix = pathname.replace(/\/+$/, '')
  const pool = new Pool(origin, {
    connections: maxConnections,
    // every wait has its own limit in an exchange
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: { timeout: probeAfterMs + probeTimeoutMs },
  })
  const send: Exchange['send'] = (request, handler) => {
    const { method, body } = request
    const path = prefix + request.path
    const plain = body === undefined ? always : { ...always, 'content-type': 'application/json' }
    const headers = sign ? { ...plain, ...sign({ method, path, body, host }) } : plain
    pool.dispatch({ method, path, headers, ...(body === undefined ? {} : { body }) }, handler)
  }

  /** Whether OpenSearch answers anything at all, in time. */
  const isThere = (): Promise<boolean> =>
    new Promise((resolve) => {
      let probe: Dispatcher.DispatchController | undefined
      const end = (answered: boolean): void => {
        clearTimeout(timer)
        resolve(answered)
      }
      const timer = setTimeout(() => {
        end(false)
        probe?.abort(new Error('too late'))
      }, probeTimeoutMs)
      const onRequestStart = (controller: Dispatcher.DispatchController): void => {
        probe = controller
      }
      const onResponse = { onResponseStart: () => end(true), onResponseError: () => end(false) }
      send({ method: 'HEAD', path: '/' }, { onRequestStart, onResponseData() {}, onResponseEnd() {}, ...onResponse })
    })

  const limits = { timeoutMs, readerTimeoutMs, probeAfterMs: Math.min(probeAfterMs, timeoutMs), maxWholeBytes }
  return {
    request: (request, { signal }) => exchange(request, { send, isThere, signal, limits }),
    async [Symbol.asyncDispose]() {
      await pool.destroy()
    },
  }
}
