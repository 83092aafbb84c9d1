import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import type { Readable } from 'node:stream'
import type { BackingServices } from '@as/service'
import { credentialsOf } from './credentials.ts'
import { OpenSearchAnswerTooLargeError, OpenSearchTimedOutError, OpenSearchUnreachableError } from './errors.ts'

export interface OpenSearchRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE'
  /** Path and query, as OpenSearch is to get them: `/activities/_search?size=1`. */
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Buffer | Readable | undefined
  /** Aborting it ends the request and the reading of its answer. */
  readonly signal?: AbortSignal | undefined
}

/** OpenSearch's answer to {@link OpenSearchConnection.ask}, whatever its status. */
interface OpenSearchAnswer {
  readonly status: number
  /** What the body says as JSON; its text where it is none. */
  readonly body: unknown
}

export interface OpenSearchConnection extends Disposable {
  /**
   * Sends a request with the cluster's credentials and gives the answer as it streams in. Nothing is repeated.
   *
   * @throws {OpenSearchUnreachableError | OpenSearchTimedOutError}
   */
  send(request: OpenSearchRequest): Promise<IncomingMessage>
  /**
   * Asks for something small: sends `body` as JSON, reads the whole answer.
   *
   * @example (await opensearch.ask({ method: 'GET', path: '/_cluster/health' })).body
   * @throws {OpenSearchUnreachableError | OpenSearchTimedOutError | OpenSearchAnswerTooLargeError}
   */
  ask(request: {
    readonly method: OpenSearchRequest['method']
    readonly path: string
    readonly body?: unknown
    readonly signal?: AbortSignal | undefined
  }): Promise<OpenSearchAnswer>
}

export interface OpenSearchConnectionOptions {
  /** Most connections; more requests wait for one. Default: 32. */
  readonly maxConnections?: number
  /** How long a request may take until its answer begins, and the answer may pause. Default: 60,000. */
  readonly timeoutMs?: number
  /** The largest answer that `ask` takes, in bytes. Default: 16 MiB. */
  readonly maxAnswerBytes?: number
}

/** Connects to OpenSearch over HTTP/1.1, with the credentials of the environment. Opens no connection before the first request. */
export function connectOpenSearch(
  { url, authentication }: BackingServices['opensearch'],
  { maxConnections = 32, timeoutMs = 60_000, maxAnswerBytes = 16 * 2 ** 20 }: OpenSearchConnectionOptions = {},
): OpenSearchConnection {
  const { protocol, hostname, port, host, pathname } = new URL(url)
  const isSecure = protocol === 'https:'
  const agent = new (isSecure ? HttpsAgent : HttpAgent)({ keepAlive: true, maxSockets: maxConnections })
  const prefix = pathname.replace(/\/+$/, '')
  const authorize = credentialsOf(authentication)

  const send: OpenSearchConnection['send'] = async ({ method, path, headers = {}, body, signal }) => {
    const whole = typeof body === 'string' ? Buffer.from(body) : body
    const authorized = await authorize({ method, path: prefix + path, host, headers, body: whole })
    const sent = authorized.body
    const framing = framingOf(sent, authorized.headers)
    return await new Promise<IncomingMessage>((resolve, reject) => {
      const request = (isSecure ? httpsRequest : httpRequest)({
        agent,
        hostname: hostname.replace(/^\[|\]$/g, ''),
        port: port || (isSecure ? 443 : 80),
        method,
        path: prefix + path,
        headers: { ...authorized.headers, host, ...framing },
        timeout: timeoutMs,
        ...(signal ? { signal } : {}),
      })
      request.once('timeout', () => request.destroy(new OpenSearchTimedOutError(timeoutMs)))
      request.once('response', resolve)
      request.on('error', (error: NodeJS.ErrnoException) => {
        if (signal?.aborted) reject(signal.reason)
        else reject(error instanceof OpenSearchTimedOutError ? error : new OpenSearchUnreachableError({ cause: error }))
      })
      if (sent === undefined || Buffer.isBuffer(sent)) request.end(sent)
      else sent.once('error', (error) => request.destroy(error)).pipe(request)
    })
  }

  return {
    send,
    async ask({ method, path, body, signal }) {
      const typed = body === undefined ? {} : { headers: { 'content-type': 'application/json' } }
      const text = body === undefined ? undefined : JSON.stringify(body)
      const answer = await send({ method, path, ...typed, body: text, signal })
      const chunks: Buffer[] = []
      let bytes = 0
      try {
        for await (const chunk of answer as AsyncIterable<Buffer>) {
          bytes += chunk.length
          if (bytes > maxAnswerBytes) throw new OpenSearchAnswerTooLargeError(maxAnswerBytes)
          chunks.push(chunk)
        }
      } catch (cause) {
        if (signal?.aborted) throw signal.reason
        throw cause instanceof OpenSearchAnswerTooLargeError ? cause : new OpenSearchUnreachableError({ cause })
      }
      return { status: answer.statusCode ?? 0, body: parsed(Buffer.concat(chunks).toString()) }
    },
    [Symbol.dispose]: () => agent.destroy(),
  }
}

/**
 * How the other side knows where the body ends. Left to itself, Node sends the streamed body of a GET or a DELETE without
 * saying so: whoever writes the body would write the next request.
 */
function framingOf(
  body: Buffer | Readable | undefined,
  headers: Readonly<Record<string, string>>,
): Record<string, string> {
  if (body === undefined) return {}
  if (Buffer.isBuffer(body)) return { 'content-length': String(body.length) }
  return headers['content-length'] === undefined ? { 'transfer-encoding': 'chunked' } : {}
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
