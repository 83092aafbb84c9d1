import { request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib'
import { ExchangeError } from './errors.ts'

/** One request, as it goes out: nothing is added but what HTTP needs. */
export interface OutgoingRequest {
  readonly method: string
  readonly url: string
  /** `host` may name another host than the one connected to, as behind a proxy. */
  readonly headers: Readonly<Record<string, string>>
  readonly timeoutMs: number
  readonly maxBytes: number
  readonly signal: AbortSignal
}

/** What came back. */
export interface Answer {
  readonly status: number
  /** Lower-case names; several of one name are joined by commas. */
  readonly headers: Readonly<Record<string, string>>
  /** As sent. */
  readonly raw: Uint8Array
  /** After content decoding; as sent where that fails, and then `decodingFault` says so. */
  readonly body: Uint8Array
  readonly decodingFault: string | undefined
  /** From the request to the end of the body. */
  readonly ms: number
}

/** Sends one request and reads its answer. Redirects are answers like any other. */
export type Exchange = (request: OutgoingRequest) => Promise<Answer>

/**
 * Speaks HTTP/1.1, one connection a request, so that a feed that breaks connections is seen to.
 *
 * @throws {ExchangeError} If there is no whole answer within the time and size, or no connection.
 */
export async function exchangeOverHttp(request: OutgoingRequest): Promise<Answer> {
  const { method, url, headers, timeoutMs, maxBytes } = request
  const timeout = AbortSignal.timeout(timeoutMs)
  const signal = AbortSignal.any([request.signal, timeout])
  const start = performance.now()
  let answered = false
  try {
    const message = await send(url, { method, headers: { connection: 'close', ...headers }, agent: false, signal })
    answered = true
    const raw = await readBody(message, maxBytes)
    if (raw === undefined)
      throw new ExchangeError(`${method} ${url}: a body of more than ${maxBytes} bytes`, { answered })
    const answerHeaders = joinHeaders(message)
    return {
      status: message.statusCode ?? 0,
      headers: answerHeaders,
      raw,
      ...decode(raw, answerHeaders['content-encoding'], maxBytes),
      ms: performance.now() - start,
    }
  } catch (error) {
    if (request.signal.aborted) throw request.signal.reason
    if (error instanceof ExchangeError) throw error
    const reason = timeout.aborted ? `no whole answer within ${timeoutMs} ms` : reasonOf(error)
    throw new ExchangeError(`${method} ${url}: ${reason}`, { cause: error, answered })
  }
}

function send(url: string, options: RequestOptions): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const target = new URL(url)
    const request = target.protocol === 'https:' ? httpsRequest : httpRequest
    request(target, options, resolve).on('error', reject).end()
  })
}

/** @returns `undefined` when there are more bytes than that. */
async function readBody(message: IncomingMessage, maxBytes: number): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of message as AsyncIterable<Uint8Array>) {
    length += chunk.length
    if (length > maxBytes) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks, length)
}

function joinHeaders({ headersDistinct }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(Object.entries(headersDistinct).map(([name, values]) => [name, (values ?? []).join(', ')]))
}

function decode(
  raw: Uint8Array,
  coding: string | undefined,
  maxOutputLength: number,
): Pick<Answer, 'body' | 'decodingFault'> {
  const decoders = { gzip: gunzipSync, 'x-gzip': gunzipSync, br: brotliDecompressSync, deflate: inflateSync }
  const name = coding?.trim().toLowerCase() ?? 'identity'
  if (name === 'identity' || raw.length === 0) return { body: raw, decodingFault: undefined }
  const decoder = Object.entries(decoders).find(([known]) => known === name)?.[1]
  if (!decoder) return { body: raw, decodingFault: `content encoding "${name.slice(0, 50)}"` }
  try {
    return { body: decoder(raw, { maxOutputLength }), decodingFault: undefined }
  } catch {
    return { body: raw, decodingFault: `a body that is not ${name}, or over ${maxOutputLength} bytes` }
  }
}

function reasonOf(error: unknown): string {
  const { code, message } = error as { code?: unknown; message?: unknown }
  return typeof code === 'string' ? code : String(message)
}
