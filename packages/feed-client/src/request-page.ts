import type { LookupAddress } from 'node:dns'
import type { ClientRequest } from 'node:http'
import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import type { LookupFunction } from 'node:net'
import { callbackify } from 'node:util'
import type { Request, Response } from 'got'
import got, { RequestError, TimeoutError } from 'got'
import { FeedClientError } from './errors.ts'
import type { FeedClientLimits } from './limits.ts'
import { ConnectionError, PageTooLargeError, RequestTimeoutError, TruncatedBodyError } from './request-errors.ts'

/** Connections that are kept for the next page. */
export interface PageAgents {
  readonly http: HttpAgent
  readonly https: HttpsAgent
}

export interface PageRequest {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly agents: PageAgents
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

/** At most one connection is kept for each host, so that after a stale one comes a new one. */
export function createAgents(): PageAgents {
  // where a host has several addresses, the first that answers is taken
  const options = { keepAlive: true, maxFreeSockets: 1, autoSelectFamily: true }
  return { http: new HttpAgent(options), https: new HttpsAgent(options) }
}

const client = got.extend({
  decompress: false,
  followRedirect: false,
  http2: false,
  retry: { limit: 0 },
  throwHttpErrors: false,
  headers: { 'user-agent': 'activity-stream-feed-client' },
})

/**
 * Sends one GET request and reads the answer: no redirect is followed, nothing is asked twice.
 *
 * @throws {FeedClientError} If no whole answer came within the limits.
 * @throws The signal's reason, once it is aborted.
 */
export async function requestPage(request: PageRequest): Promise<PageAnswer | typeof staleConnection> {
  const { url, limits, signal } = request
  signal.throwIfAborted()
  const stream = client.stream(new URL(url), {
    headers: { ...request.headers },
    agent: request.agents,
    dnsLookup: asLookup(request.findAddresses),
    timeout: {
      lookup: limits.connectTimeoutMs,
      connect: limits.connectTimeoutMs,
      secureConnect: limits.connectTimeoutMs,
      response: limits.responseTimeoutMs,
      request: limits.totalTimeoutMs,
    },
  })
  // not got's own signal option: it would leave a listener behind for each finished page
  const abort = () => stream.destroy()
  signal.addEventListener('abort', abort)
  let sent: ClientRequest | undefined
  let response: Response | undefined
  try {
    stream.once('request', (started) => {
      sent = started
    })
    response = await untilResponse(stream)
    // a connection is kept only if its answer was read to the end: worth it where there is little to read
    const isRead = response.statusCode === 200 || response.statusCode === 304
    const body = isRead ? await readBody(stream, url, limits) : new Uint8Array()
    return { status: response.statusCode, headers: response.headers, body }
  } catch (error) {
    signal.throwIfAborted()
    if (!response && sent?.reusedSocket && isReset(error)) return staleConnection
    throw explain(error, url, limits, response !== undefined)
  } finally {
    signal.removeEventListener('abort', abort)
    stream.destroy()
  }
}

function untilResponse(stream: Request): Promise<Response> {
  const { promise, resolve, reject } = Promise.withResolvers<Response>()
  stream.once('response', resolve)
  // stays for what is emitted after the end, too: an error without a listener would end the process
  stream.on('error', reject)
  stream.once('close', () => reject(new Error('closed without an answer')))
  return promise
}

async function readBody(stream: Request, url: string, limits: FeedClientLimits): Promise<Uint8Array> {
  const { bodyTimeoutMs, maxPageBytes } = limits
  const silence = setTimeout(() => {
    stream.destroy(new RequestTimeoutError(url, 'body', bodyTimeoutMs))
  }, bodyTimeoutMs)
  try {
    const chunks: Uint8Array[] = []
    let length = 0
    for await (const chunk of stream as AsyncIterable<Uint8Array>) {
      silence.refresh()
      length += chunk.length
      if (length > maxPageBytes) throw new PageTooLargeError(url, maxPageBytes)
      chunks.push(chunk)
    }
    return Buffer.concat(chunks, length)
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
function explain(error: unknown, url: string, limits: FeedClientLimits, answered: boolean): FeedClientError {
  const own = findOwn(error)
  if (own) return own
  if (error instanceof TimeoutError) {
    if (error.event === 'request') return new RequestTimeoutError(url, 'total', limits.totalTimeoutMs)
    if (error.event === 'response') return new RequestTimeoutError(url, 'response', limits.responseTimeoutMs)
    return new RequestTimeoutError(url, 'connect', limits.connectTimeoutMs)
  }
  if (answered) return new TruncatedBodyError(url, { cause: error })
  return new ConnectionError(url, error instanceof RequestError ? error.code : String(error), { cause: error })
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
