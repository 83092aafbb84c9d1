import type { LookupAddress } from 'node:dns'
import type { ClientRequest, IncomingMessage } from 'node:http'
import { Agent as HttpAgent, request as requestHttp } from 'node:http'
import { Agent as HttpsAgent, request as requestHttps } from 'node:https'
import type { LookupFunction } from 'node:net'
import { callbackify } from 'node:util'
import { FeedClientError } from './errors.ts'
import type { FeedClientLimits } from './limits.ts'
import type { TimeoutPhase } from './request-errors.ts'
import { ConnectionError, PageTooLargeError, RequestTimeoutError, TruncatedBodyError } from './request-errors.ts'

/** Connections that are kept for the next page. */
export interface PageClient {
  readonly http: HttpAgent
  readonly https: HttpsAgent
}

export interface PageRequest {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly client: PageClient
  /** Finds the addresses to connect to; asked once for each new connection. */
  readonly findAddresses: () => Promise<readonly LookupAddress[]>
  readonly limits: FeedClientLimits
  readonly signal: AbortSignal
}

/** What came back. */
export interface PageAnswer {
  readonly status: number
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  /** The body as received, compressed or not; empty for a status other than 200, whose body is not read. */
  readonly body: Uint8Array
}

/** A kept connection was closed by the source before it answered: nothing is known but that; ask again. */
export const staleConnection: unique symbol = Symbol('stale connection')

/** Over https, `certificateAuthorities` are trusted instead of the well-known ones. */
export function createPageClient(certificateAuthorities?: readonly string[]): PageClient {
  // at most one connection is kept for each host, so that after a stale one comes a new one;
  // where a host has several addresses, the first that answers is taken
  const options = { keepAlive: true, maxFreeSockets: 1, autoSelectFamily: true }
  const ca = certificateAuthorities && { ca: [...certificateAuthorities] }
  return { http: new HttpAgent(options), https: new HttpsAgent({ ...options, ...ca }) }
}

/**
 * Sends one GET request and reads the answer: no redirect is followed, nothing is asked twice.
 *
 * @throws {FeedClientError} If no whole answer came within the limits.
 * @throws The signal's reason, once it is aborted.
 */
export async function requestPage(request: PageRequest): Promise<PageAnswer | typeof staleConnection> {
  const { url, limits, signal } = request
  signal.throwIfAborted()
  const { promise, resolve, reject } = Promise.withResolvers<PageAnswer>()
  const times = limitTimes(url, limits, reject)
  const abort = () => reject(signal.reason)
  signal.addEventListener('abort', abort)
  let sent: ClientRequest | undefined
  let response: IncomingMessage | undefined
  try {
    sent = send(request)
    // stays for what is emitted after the end, too: an error without a listener would end the process
    sent.on('error', reject)
    // of an answer that has come, the connection may be closed before its end has been read
    sent.once('close', () => response || reject(new ConnectionError(url, 'closed without an answer')))
    // without a listener Node drops the connection, and nobody hears of it
    sent.once('upgrade', (_answer, socket) => {
      socket.destroy()
      reject(new ConnectionError(url, 'ERR_UNEXPECTED_UPGRADE'))
    })
    times.started(sent)
    sent.once('response', (answer) => {
      response = answer
      times.answered()
      answer.on('error', reject)
      const { statusCode: status = 0, headers } = answer
      // a connection is kept only if its answer was read to the end: worth it where there is little to read
      if (status !== 200 && status !== 304) resolve({ status, headers, body: new Uint8Array() })
      else readBody(answer, { url, limits, times, reject, resolve: (body) => resolve({ status, headers, body }) })
    })
    return await promise
  } catch (error) {
    signal.throwIfAborted()
    if (!response && sent?.reusedSocket && isReset(error)) return staleConnection
    throw explain(error, url, response !== undefined)
  } finally {
    signal.removeEventListener('abort', abort)
    times.end()
    // does nothing to a connection that is kept, whose request has ended
    sent?.destroy()
  }
}

function send({ url, headers, client, findAddresses }: PageRequest): ClientRequest {
  const options = {
    headers: { 'user-agent': 'activity-stream-feed-client', ...headers },
    lookup: asLookup(findAddresses),
  }
  const sent = url.startsWith('https:')
    ? requestHttps(new URL(url), { ...options, agent: client.https })
    : requestHttp(new URL(url), { ...options, agent: client.http })
  sent.end()
  return sent
}

/** Ends a request that takes too long. */
function limitTimes(url: string, limits: FeedClientLimits, reject: (error: Error) => void) {
  const { connectTimeoutMs, responseTimeoutMs, bodyTimeoutMs, totalTimeoutMs } = limits
  const endAfter = (phase: TimeoutPhase, ms: number) =>
    setTimeout(() => reject(new RequestTimeoutError(url, phase, ms)), ms)
  const total = endAfter('total', totalTimeoutMs)
  const response = responseTimeoutMs < totalTimeoutMs ? endAfter('response', responseTimeoutMs) : undefined
  let connect: NodeJS.Timeout | undefined
  let silence: NodeJS.Timeout | undefined
  return {
    started(request: ClientRequest) {
      request.once('socket', (socket) => {
        if (!socket.connecting) return
        connect = endAfter('connect', connectTimeoutMs)
        socket.once(url.startsWith('https:') ? 'secureConnect' : 'connect', () => clearTimeout(connect))
      })
    },
    answered() {
      clearTimeout(response)
      silence = endAfter('body', bodyTimeoutMs)
    },
    received: () => silence?.refresh(),
    end() {
      for (const timer of [total, response, connect, silence]) clearTimeout(timer)
    },
  }
}

interface BodyReading {
  readonly url: string
  readonly limits: FeedClientLimits
  readonly times: { received(): void }
  resolve(body: Uint8Array): void
  reject(error: Error): void
}

/** By events: an async iterator costs more than a small page. */
function readBody(answer: IncomingMessage, { url, limits, times, resolve, reject }: BodyReading): void {
  const { maxPageBytes } = limits
  const chunks: Uint8Array[] = []
  let length = 0
  answer.on('data', (chunk: Uint8Array) => {
    times.received()
    length += chunk.length
    if (length > maxPageBytes) reject(new PageTooLargeError(url, maxPageBytes))
    else chunks.push(chunk)
  })
  answer.once('end', () => {
    const [only] = chunks
    resolve(only && chunks.length === 1 ? only : Buffer.concat(chunks, length))
  })
  answer.once('close', () => reject(new Error('closed within the body')))
}

function asLookup(findAddresses: PageRequest['findAddresses']): LookupFunction {
  return (_hostname, options, callback) => {
    callbackify(findAddresses)((error, addresses) => {
      const [first] = addresses ?? []
      // given an empty list, Node throws where nobody can catch it
      if (error || !first) callback(error ?? noAddress(), options.all ? [] : '')
      else if (options.all) callback(null, [...addresses])
      else callback(null, first.address, first.family)
    })
  }
}

function noAddress(): NodeJS.ErrnoException {
  return Object.assign(new Error('The host has no address'), { code: 'ENOTFOUND' })
}

function isReset(error: unknown): boolean {
  const code = codeOf(error)
  return code === 'ECONNRESET' || code === 'EPIPE'
}

/** Turns what Node throws into an error of this package. */
function explain(error: unknown, url: string, answered: boolean): FeedClientError {
  if (error instanceof FeedClientError) return error
  const cause = plain(error)
  return answered
    ? new TruncatedBodyError(url, { cause })
    : new ConnectionError(url, codeOf(error) ?? 'an unknown error', { cause })
}

/** What Node throws may hold the body, and what a resolver throws anything: neither is to be logged. */
function plain(error: unknown): Error {
  if (!(error instanceof Error)) return new Error('unknown')
  const copy = new Error(error.message)
  return 'code' in error ? Object.assign(copy, { code: error.code }) : copy
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}
