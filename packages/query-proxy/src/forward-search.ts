import type { Readable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { type Client, errors } from '@opensearch-project/opensearch'
import { IncompleteSearchError, SearchTimedOutError, SearchUnreachableError, UnreadableAnswerError } from './errors.ts'
import { judgeAnswer, judgeAnswerHead } from './judge-answer.ts'

/** OpenSearch's answer as it comes in. */
export interface ForwardedAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | undefined>>
  /** Byte for byte what OpenSearch sends; cancelling it closes the connection to OpenSearch. */
  readonly body: ReadableStream<Uint8Array>
}

/** Where searches go. */
export interface SearchForwarder {
  /**
   * Searches an alias. Errors of OpenSearch are answers too, with their status.
   *
   * @throws {SearchUnreachableError | SearchTimedOutError} If there is no answer.
   * @throws {IncompleteSearchError} If the answer leaves documents out.
   */
  search(request: { alias: string; body: string; signal: AbortSignal }): Promise<ForwardedAnswer>
  /** OpenSearch's root answer: its name and version. */
  root(request: { signal: AbortSignal }): Promise<ForwardedAnswer>
}

export interface ForwardSearchOptions {
  /** How long a search may take until its answer begins, and the answer may pause. Default: 60,000. */
  readonly timeoutMs?: number
  /** After how long without an answer OpenSearch is asked whether it is there at all, again and again. Default: 1,000. */
  readonly probeAfterMs?: number
  /** How long it may take to say so. Default: 1,200: a dead cluster is known within 2.2 s, a slow search may go on. */
  readonly probeTimeoutMs?: number
  /** Longest answer that is held because it does not begin as OpenSearch's do. Default: 64 MiB. */
  readonly maxHeldBytes?: number
}

/** How much of an answer is looked through for its head. */
const headBytes = 65_536

/** Forwards searches with the OpenSearch client; nothing is retried, and no answer is parsed or held. */
export function forwardSearch(
  client: Pick<Client, 'transport'>,
  {
    timeoutMs = 60_000,
    probeAfterMs = 1_000,
    probeTimeoutMs = 1_200,
    maxHeldBytes = 64 * 1_048_576,
  }: ForwardSearchOptions = {},
): SearchForwarder {
  type Request = Parameters<Client['transport']['request']>[0]

  const send = async (request: Request, signal: AbortSignal): Promise<ForwardedAnswer> => {
    signal.throwIfAborted()
    const sent = client.transport.request(request, { asStream: true, maxRetries: 0, requestTimeout: timeoutMs })
    const abort = (): void => {
      sent.abort()
    }
    signal.addEventListener('abort', abort)
    try {
      const { statusCode, headers, body } = await Promise.race([sent, watch(sent)])
      const stream = body as unknown as Readable
      signal.addEventListener('abort', () => stream.destroy())
      return {
        status: statusCode ?? 502,
        headers: headers as Record<string, string | undefined>,
        body: streamOf(stream, timeoutMs),
      }
    } catch (cause) {
      signal.throwIfAborted()
      if (cause instanceof SearchUnreachableError) throw cause
      if (cause instanceof errors.TimeoutError) throw new SearchTimedOutError(timeoutMs, { cause })
      throw new SearchUnreachableError({ cause })
    } finally {
      signal.removeEventListener('abort', abort)
    }
  }

  /** Rejects when OpenSearch stops answering anything; a search that takes its time goes on. */
  const watch = async (sent: { abort(): unknown; finally(done: () => void): Promise<unknown> }): Promise<never> => {
    const settled = new AbortController()
    sent.finally(() => settled.abort()).catch(() => {})
    while (true) {
      await delay(probeAfterMs, undefined, { signal: settled.signal, ref: false })
      try {
        await client.transport.request({ method: 'HEAD', path: '/' }, { maxRetries: 0, requestTimeout: probeTimeoutMs })
      } catch (cause) {
        if (cause instanceof errors.ResponseError || settled.signal.aborted) continue
        sent.abort()
        throw new SearchUnreachableError({ cause })
      }
    }
  }

  return {
    root: ({ signal }) => send({ method: 'GET', path: '/' }, signal),
    async search({ alias, body, signal }) {
      const path = `/${encodeURIComponent(alias)}/_search`
      const querystring = { allow_partial_search_results: 'false' }
      const answer = await send({ method: 'POST', path, querystring, body }, signal)
      return answer.status === 200 ? { ...answer, body: await judged(answer.body, maxHeldBytes) } : answer
    },
  }
}

/** Passes a search answer on once its beginning says that it is complete. */
async function judged(body: ReadableStream<Uint8Array>, maxHeldBytes: number): Promise<ReadableStream<Uint8Array>> {
  const reader = body.getReader()
  const held: Uint8Array[] = []
  let bytes = 0
  let ended = false
  let judgement = judgeAnswerHead('')
  const text = (): string => new TextDecoder().decode(Buffer.concat(held))
  while (judgement.type === 'unknown' && !ended) {
    const { done, value } = await reader.read()
    ended = done
    if (value) {
      held.push(value)
      bytes += value.byteLength
      if (bytes <= headBytes) judgement = judgeAnswerHead(text())
    }
    if (bytes > maxHeldBytes) break
  }
  if (judgement.type === 'unknown' && ended) judgement = judgeAnswer(text())
  if (judgement.type !== 'complete') {
    await reader.cancel()
    if (judgement.type === 'incomplete') throw new IncompleteSearchError(judgement.reason)
    throw new UnreadableAnswerError('it is not the answer to a search')
  }
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next = held.shift() ?? (await reader.read()).value
      if (next) controller.enqueue(next)
      else controller.close()
    },
    cancel: (reason) => reader.cancel(reason),
  })
}

/** Reads a Node stream as it is asked for; one that pauses for longer than `pauseMs` ends with an error. */
function streamOf(stream: Readable, pauseMs: number): ReadableStream<Uint8Array> {
  const chunks = stream[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const timer = setTimeout(() => stream.destroy(new SearchTimedOutError(pauseMs)), pauseMs)
        try {
          const { done, value } = await chunks.next()
          if (done) controller.close()
          else controller.enqueue(value)
        } finally {
          clearTimeout(timer)
        }
      },
      cancel() {
        stream.destroy()
      },
    },
    { highWaterMark: 0 },
  )
}
