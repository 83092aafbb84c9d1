import type { Dispatcher } from 'undici'
import { SearchTimedOutError, SearchUnreachableError, SlowReaderError } from './errors.ts'
import type { OpenSearchAnswer, OpenSearchRequest } from './opensearch-connection.ts'

/** What one request to OpenSearch needs. */
export interface Exchange {
  readonly send: (request: OpenSearchRequest, handler: Dispatcher.DispatchHandler) => void
  /** Whether OpenSearch answers anything at all. */
  readonly isThere: () => Promise<boolean>
  readonly signal: AbortSignal
  readonly limits: Readonly<Record<'timeoutMs' | 'readerTimeoutMs' | 'probeAfterMs' | 'maxWholeBytes', number>>
}

/** How much of a long answer is read ahead of who reads it, in bytes. */
const READ_AHEAD = 131_072

/**
 * Sends one request and takes its answer, by undici's callbacks: a short answer costs no stream, a long one pauses the
 * connection when its reader does. One timer watches whichever side is to move next.
 */
export function exchange(
  request: OpenSearchRequest,
  { send, isThere, signal, limits }: Exchange,
): Promise<OpenSearchAnswer> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason)
    const held: Buffer[] = []
    let heldBytes = 0
    let waitedMs = 0
    let isOver = false
    let failure: unknown
    let answer: Pick<OpenSearchAnswer, 'status' | 'headers'> | undefined
    let connection: Dispatcher.DispatchController | undefined
    let stream: ReadableStreamDefaultController<Uint8Array> | undefined
    let timer = setTimeout(onTime, limits.probeAfterMs)
    signal.addEventListener('abort', onAbort)

    function wait(ms: number): void {
      clearTimeout(timer)
      timer = setTimeout(onTime, ms)
    }

    function settle(): boolean {
      if (isOver) return false
      isOver = true
      clearTimeout(timer)
      signal.removeEventListener('abort', onAbort)
      return true
    }

    function fail(error: unknown): void {
      failure ??= error
      if (!settle()) return
      connection?.abort(failure as Error)
      if (stream) stream.error(failure)
      else reject(failure)
    }

    function onAbort(): void {
      fail(signal.reason)
    }

    function onTime(): void {
      waitedMs += limits.probeAfterMs
      if (stream && connection?.paused) fail(new SlowReaderError(limits.readerTimeoutMs))
      else if (answer || waitedMs >= limits.timeoutMs) fail(new SearchTimedOutError(limits.timeoutMs))
      else probe()
    }

    function probe(): void {
      void isThere().then((answers) => {
        if (isOver || answer) return
        if (answers) wait(limits.probeAfterMs)
        else fail(new SearchUnreachableError())
      })
    }

    function passThrough(controller: Dispatcher.DispatchController, head: NonNullable<typeof answer>): void {
      const begun = held.length === 1 ? (held[0] as Buffer) : Buffer.concat(held)
      held.length = 0
      const body = new ReadableStream<Uint8Array>(
        {
          start(started) {
            stream = started
            started.enqueue(begun)
          },
          pull() {
            if (isOver || !controller.paused) return
            wait(limits.timeoutMs)
            controller.resume()
          },
          cancel(reason) {
            stream = undefined
            fail(reason instanceof Error ? reason : new Error('nobody reads the answer any more'))
          },
        },
        new ByteLengthQueuingStrategy({ highWaterMark: READ_AHEAD }),
      )
      resolve({ ...head, body, begun })
    }

    send(request, {
      onRequestStart(controller) {
        connection = controller
        if (isOver) controller.abort(failure as Error)
      },
      onResponseStart(_controller, status, headers) {
        if (status < 200) return
        answer = { status, headers: headers as OpenSearchAnswer['headers'] }
        wait(limits.timeoutMs)
      },
      onResponseData(controller, chunk) {
        if (isOver) return
        if (stream) stream.enqueue(chunk)
        else {
          held.push(chunk)
          heldBytes += chunk.length
          if (heldBytes <= limits.maxWholeBytes || !answer) return
          passThrough(controller, answer)
        }
        const isFull = (stream?.desiredSize ?? 0) <= 0
        if (isFull) controller.pause()
        wait(isFull ? limits.readerTimeoutMs : limits.timeoutMs)
      },
      onResponseEnd() {
        if (!settle()) return
        if (stream) stream.close()
        else if (answer) resolve({ ...answer, body: held.length === 1 ? (held[0] as Buffer) : Buffer.concat(held) })
      },
      onResponseError(_controller, cause) {
        fail(new SearchUnreachableError({ cause }))
      },
    })
  })
}
