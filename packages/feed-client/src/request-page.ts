import type { LookupAddress } from 'node:dns'
import type { ClientRequest, IncomingMessage } from 'node:http'
import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import type { LookupFunction, Socket } from 'node:net'
import { callbackify } from 'node:util'
import type { Got, Request, Response } from 'got'
import got, { RequestError } from 'got'
import { FeedClientError } from './errors.ts'
import type { FeedClientLimits } from './limits.ts'
import type { TimeoutPhase } from './request-errors.ts'
import { ConnectionError, PageTooLargeError, RequestTimeoutError, TruncatedBodyError } from './request-errors.ts'

/** Sends requests, over connections that are kept for the next page. */
export type PageClient = Got

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

/**
 * What is the same for all requests is set here: got takes longer over options than over a small page.
 */
export function createPageClient(certificateAuthorities?: readonly string[]): PageClient {
  // at most one connection is kept for each host, so that after a stale one comes a new one;
  // where a host has several addresses, the first that answers is taken
  const options = { keepAlive: true, maxFreeSockets: 1, autoSelectFamily: true }
  const ca = certificateAuthorities && { ca: [...certificateAuthorities] }
  return got.extend({
    agent: { http: new HttpAgent(options), https: new HttpsAgent({ ...options, ...ca }) },
    decompress: false,
    followRedirect: false,
    http2: false,
    retry: { limit: 0 },
    throwHttpErrors: false,
    headers: { 'user-agent': 'activity-stream-feed-client' },
  })
}

/**
 * Sends one GET request and reads the answer: no redirect is followed, nothing is asked twice.
 *
 * @throws {FeedClientError} If no whole answer came within the limits.
 * @throws The signal's reason, once it is aborted.
 */
export async function requestPage(request: PageRequest): Promise<PageAnswer | typeof staleConnection> {
  const { url, limits, signal, client } = request
  signal.throwIfAborted()
  const stream = client.stream(new URL(url), {
    headers: { ...request.headers },
    dnsLookup: asLookup(request.findAddresses),
  })
  const times = limitTimes(stream, url, limits)
  // not got's own signal option: it would leave a listener behind for each finished page
  const abort = () => stream.destroy()
  signal.addEventListener('abort', abort)
  let sent: ClientRequest | undefined
  let response: Response | undefined
  try {
    stream.once('request', (started) => {
      sent = started
      times.started(started)
      // without a listener Node drops the connection, and nobody hears of it
      started.once('upgrade', (_answer: IncomingMessage, socket: Socket) => {
        socket.destroy()
        stream.destroy(new ConnectionError(url, 'ERR_UNEXPECTED_UPGRADE'))
      })
    })
    response = await untilResponse(stream)
    times.answered()
    // a connection is kept only if its answer was read to the end: worth it where there is little to read
    const isRead = response.statusCode === 200 || response.statusCode === 304
    const body = isRead ? await readBody(stream, url, limits) : new Uint8Array()
    return { status: response.statusCode, headers: response.headers, body }
  } catch (error) {
    signal.throwIfAborted()
    if (!response && sent?.reusedSocket && isReset(error)) return staleConnection
    throw explain(error, url, response !== undefined)
  } finally {
    signal.removeEventListener('abort', abort)
    times.end()
    stream.destroy()
  }
}

/** Ends a request that takes too long. Not by got's own timeouts, which take a fifth of the time of a small page. */
function limitTimes(stream: Request, url: string, limits: FeedClientLimits) {
  const { connectTimeoutMs, responseTimeoutMs, totalTimeoutMs } = limits
  const endAfter = (phase: TimeoutPhase, ms: number) =>
    setTimeout(() => stream.destroy(new RequestTimeoutError(url, phase, ms)), ms)
  const total = endAfter('total', totalTimeoutMs)
  const response = responseTimeoutMs < totalTimeoutMs ? endAfter('response', responseTimeoutMs) : undefined
  let connect: NodeJS.Timeout | undefined
  return {
    started(request: ClientRequest) {
      request.once('socket', (socket) => {
        if (!socket.connecting) return
        connect = endAfter('connect', connectTimeoutMs)
        socket.once(url.startsWith('https:') ? 'secureConnect' : 'connect', () => clearTimeout(connect))
      })
    },
    answered: () => clearTimeout(response),
    end() {
      for (const timer of [total, response, connect]) clearTimeout(timer)
    },
  }
}

function untilResponse(stream: Request): Promise<Response> {
  const { promise, resolve, reject } = Promise.withResolvers<Response>()
  let hasAnswer = false
  stream.once('response', (response) => {
    hasAnswer = true
    resolve(response)
  })
  // stays for what is emitted after the end, too: an error without a listener would end the process
  stream.on('error', reject)
  stream.once('close', () => hasAnswer || reject(new Error('closed without an answer')))
  return promise
}

/** By events: an async iterator costs twice the time of a small page. */
async function readBody(stream: Request, url: string, limits: FeedClientLimits): Promise<Uint8Array> {
  const { bodyTimeoutMs, maxPageBytes } = limits
  const chunks: Uint8Array[] = []
  let length = 0
  if (stream.destroyed) throw stream.errored ?? new Error('closed within the body')
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const silence = setTimeout(() => reject(new RequestTimeoutError(url, 'body', bodyTimeoutMs)), bodyTimeoutMs)
  stream.once('end', resolve)
  stream.on('error', reject)
  stream.once('close', () => stream.readableEnded || reject(new Error('closed within the body')))
  stream.on('data', (chunk: Uint8Array) => {
    silence.refresh()
    length += chunk.length
    if (length > maxPageBytes) reject(new PageTooLargeError(url, maxPageBytes))
    else chunks.push(chunk)
  })
  try {
    await promise
    const [only] = chunks
    return only && chunks.length === 1 ? only : Buffer.concat(chunks, length)
  } finally {
    clearTimeout(silence)
  }
}

function asLookup(findAddresses: PageRequest['findAddresses']): LookupFunction {
  return (_hostname, options, callback) => {
    callbackify(findAddresses)((error, addresses) => {
      const first = addresses?.[0]
      if (error) callback(error, options.all ? [] : '')
      else if (options.all) callback(null, [...addresses])
      else callback(null, first?.address ?? '', first?.family)
    })
  }
}

function isReset(error: unknown): boolean {
  return error instanceof RequestError && (error.code === 'ECONNRESET' || error.code === 'EPIPE')
}

/** Turns what got throws into an error of this package. */
function explain(error: unknown, url: string, answered: boolean): FeedClientError {
  const own = findOwn(error)
  if (own) return own
  const cause = plain(error)
  if (answered) return new TruncatedBodyError(url, { cause })
  return new ConnectionError(url, error instanceof RequestError ? error.code : cause.message, { cause })
}

/** What got throws holds the request with its credentials, and what Node throws may hold the body: neither is to be logged. */
function plain(error: unknown): Error {
  if (!(error instanceof Error)) return new Error('unknown')
  const copy = new Error(error.message)
  return 'code' in error ? Object.assign(copy, { code: error.code }) : copy
}

/** An error of ours comes back as the cause of one of got's. */
function findOwn(error: unknown): FeedClientError | undefined {
  let cause = error
  for (let depth = 0; depth < 5; depth += 1) {
    if (cause instanceof FeedClientError) return cause
    if (!(cause instanceof Error)) return undefined
    cause = cause.cause
  }
  return undefined
}
