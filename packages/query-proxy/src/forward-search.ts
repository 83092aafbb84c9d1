import { IncompleteSearchError, UnreadableAnswerError } from './errors.ts'
import { judgeAnswer, judgeAnswerHead } from './judge-answer.ts'
import type { OpenSearchAnswer, OpenSearchConnection } from './opensearch-connection.ts'

/** OpenSearch's answer, byte for byte: whole when it is short, else as it comes in. */
export type ForwardedAnswer = OpenSearchAnswer

/** Where searches go. */
export interface SearchForwarder {
  /**
   * Searches an alias. Errors of OpenSearch are answers too, with their status.
   * @throws {SearchUnreachableError | SearchTimedOutError} If there is no answer.
   * @throws {IncompleteSearchError} If the answer leaves documents out.
   */
  search(request: { alias: string; body: string; signal: AbortSignal }): Promise<ForwardedAnswer>
  /** OpenSearch's root answer: its name and version. */
  root(request: { signal: AbortSignal }): Promise<ForwardedAnswer>
  /** Without them there is no deep reading. */
  readonly pits?: SearchPits
}

/** Searches of what an alias showed at one point in time. */
export interface SearchPits {
  /** Holds what the alias shows now; the answer has its `pit_id`. */
  open(request: { alias: string; keepAliveSeconds: number; signal: AbortSignal }): Promise<ForwardedAnswer>
  /** @param request.body Names the `pit`. */
  search(request: { body: string; signal: AbortSignal }): Promise<ForwardedAnswer>
  close(request: { id: string; signal: AbortSignal }): Promise<ForwardedAnswer>
}

export interface ForwardSearchOptions {
  /** Longest answer that is held because it does not begin as OpenSearch's do. Default: 64 MiB. */
  readonly maxHeldBytes?: number
}

/** Forwards searches; nothing is retried, and no answer is parsed or held. */
export function forwardSearch(
  connection: Pick<OpenSearchConnection, 'request'>,
  { maxHeldBytes = 64 * 1_048_576 }: ForwardSearchOptions = {},
): SearchForwarder {
  const searchAt = async (path: string, body: string, signal: AbortSignal): Promise<ForwardedAnswer> => {
    // no shard is skipped beforehand, as with fewer than so many: how many were would tell of hidden documents in them
    const query = '_search?allow_partial_search_results=false&pre_filter_shard_size=1000000'
    const answer = await connection.request({ method: 'POST', path: `${path}/${query}`, body }, { signal })
    return answer.status === 200 ? { ...answer, body: await judged(answer, maxHeldBytes) } : answer
  }
  return {
    root: ({ signal }) => connection.request({ method: 'GET', path: '/' }, { signal }),
    search: ({ alias, body, signal }) => searchAt(`/${encodeURIComponent(alias)}`, body, signal),
    pits: {
      open({ alias, keepAliveSeconds, signal }) {
        const query = `keep_alive=${keepAliveSeconds}s&allow_partial_pit_creation=false`
        const path = `/${encodeURIComponent(alias)}/_search/point_in_time?${query}`
        return connection.request({ method: 'POST', path }, { signal })
      },
      search: ({ body, signal }) => searchAt('', body, signal),
      close({ id, signal }) {
        const body = JSON.stringify({ pit_id: [id] })
        return connection.request({ method: 'DELETE', path: '/_search/point_in_time', body }, { signal })
      },
    },
  }
}

/** How much of an answer is looked through for its head, in bytes: first a little, as most heads are short. */
const HEAD_BYTES = [1024, 65_536] as const

/** Passes a search answer on once its beginning says that it is complete. */
async function judged({ body, begun }: OpenSearchAnswer, maxHeldBytes: number): Promise<OpenSearchAnswer['body']> {
  if (!(body instanceof Uint8Array)) {
    // most can be passed on as they are
    const isComplete = begun !== undefined && judgeBeginning(begun).type === 'complete'
    return isComplete ? body : await judgedStream(body, maxHeldBytes)
  }
  const judgement = judgeBeginning(body)
  conclude(judgement.type === 'unknown' ? judgeAnswer(Buffer.from(body).toString()) : judgement)
  return body
}

async function judgedStream(
  body: ReadableStream<Uint8Array>,
  maxHeldBytes: number,
): Promise<ReadableStream<Uint8Array>> {
  const reader = body.getReader()
  const held: Uint8Array[] = []
  let bytes = 0
  let ended = false
  let judgement = judgeAnswerHead('')
  while (judgement.type === 'unknown' && !ended && bytes <= maxHeldBytes) {
    const { done, value } = await reader.read()
    ended = done
    if (!value) continue
    held.push(value)
    bytes += value.byteLength
    if (bytes <= HEAD_BYTES[1] || held.length === 1) judgement = judgeBeginning(Buffer.concat(held))
  }
  try {
    const isWhole = judgement.type === 'unknown' && ended
    conclude(isWhole ? judgeAnswer(Buffer.concat(held).toString()) : judgement)
  } catch (error) {
    await reader.cancel(error)
    throw error
  }
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const next = held.shift() ?? (await reader.read()).value
        if (next) controller.enqueue(next)
        else controller.close()
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  )
}

function judgeBeginning(bytes: Uint8Array): ReturnType<typeof judgeAnswerHead> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  // the head's own characters are ASCII, so that nothing has to be decoded to find its end
  for (const length of HEAD_BYTES) {
    const judgement = judgeAnswerHead(buffer.toString('latin1', 0, length))
    if (judgement.type !== 'unknown') return judgement
  }
  return { type: 'unknown' }
}

function conclude(judgement: ReturnType<typeof judgeAnswer>): void {
  if (judgement.type === 'incomplete') throw new IncompleteSearchError(judgement.reason)
  if (judgement.type === 'unknown') throw new UnreadableAnswerError('it is not the answer to a search')
}
