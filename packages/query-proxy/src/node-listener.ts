import type { Asked } from './asked.ts'
import { freeMemory } from './piece-buffer.ts'
import { type NodeRequest, nodeRequest } from './raw-request.ts'
import type { Answer } from './respond.ts'

/** What is needed of Node's `IncomingMessage`. */
export interface IncomingRequest extends NodeRequest {
  readonly method?: string | undefined
}

/** What is needed of Node's `ServerResponse`. */
export interface OutgoingResponse {
  readonly writableFinished: boolean
  readonly destroyed: boolean
  writeHead(status: number, headers: Readonly<Record<string, string | number>>): unknown
  write(chunk: Uint8Array, onWritten: () => void): boolean
  end(body?: string | Uint8Array): unknown
  destroy(): unknown
  on(event: string, listener: () => void): unknown
  off(event: string, listener: () => void): unknown
}

/** For `createServer` of `node:http`. */
export type NodeListener = (incoming: IncomingRequest, outgoing: OutgoingResponse) => void

/** Serves Node's own requests, without a web `Request` and `Response` made of each. */
export function nodeListener(answerTo: (asked: Asked) => Promise<Answer>): NodeListener {
  return (incoming, outgoing) => {
    const leaving = new AbortController()
    outgoing.on('close', () => {
      if (!outgoing.writableFinished) leaving.abort(new Error('the caller hung up'))
    })
    const request = nodeRequest(incoming.method ?? 'GET', incoming)
    void answerTo({ request, signal: leaving.signal })
      .then((answer) => send(answer, request.method, outgoing))
      // a header that Node does not take
      .catch(() => outgoing.destroy())
  }
}

function send(answer: Answer, method: string, outgoing: OutgoingResponse): Promise<void> | undefined {
  const { status, headers, body } = answer
  if (body instanceof ReadableStream) return sendStream(answer, body, outgoing)
  if (outgoing.destroyed) return undefined
  const length = body === null ? undefined : typeof body === 'string' ? Buffer.byteLength(body) : body.byteLength
  outgoing.writeHead(status, length === undefined ? headers : { ...headers, 'content-length': length })
  if (body === null || method === 'HEAD') outgoing.end()
  else outgoing.end(body)
  return undefined
}

/**
 * Reads no faster than the caller takes it, and no further than the caller stays. When it breaks off, the caller's
 * connection is closed at once, so that no part is ever taken for the whole.
 */
async function sendStream(
  { status, headers, watch }: Answer,
  body: ReadableStream<Uint8Array>,
  outgoing: OutgoingResponse,
): Promise<void> {
  const reader = body.getReader()
  // a stream that is cancelled ends, and ends a read that waits
  const onClose = (): void => void reader.cancel().catch(() => undefined)
  outgoing.on('close', onClose)
  try {
    if (outgoing.destroyed) return onClose()
    outgoing.writeHead(status, headers)
    for (;;) {
      const { done, value } = await reader.read()
      if (outgoing.destroyed) return
      if (done) break
      // left to be collected, pieces of 64 KiB make V8 collect for nearly half of the time
      if (!outgoing.write(value, () => freeMemory(value))) await drained(outgoing)
    }
    outgoing.off('close', onClose)
    outgoing.end()
  } catch (error) {
    if (!outgoing.destroyed) watch?.onBroken(error)
    outgoing.destroy()
  } finally {
    watch?.onEnd()
  }
}

function drained(outgoing: OutgoingResponse): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      outgoing.off('drain', end)
      outgoing.off('close', end)
      resolve()
    }
    outgoing.on('drain', end)
    outgoing.on('close', end)
  })
}
