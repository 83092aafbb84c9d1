import { AnswerTooLargeError, MalformedAnswerError, SearchTimeoutError, UnavailableError } from './errors.ts'
import { readLines } from './read-lines.ts'
import type { SearchBody } from './search-body.ts'
import { type Channel, openAnswer } from './send-request.ts'
import type { SearchHit } from './wire.ts'
import { withDeadline } from './with-deadline.ts'

/** What to read all of. */
export type StreamBody = Pick<SearchBody, 'query' | 'post_filter' | '_source' | 'sort'>

/**
 * Reads every hit of a search in one answer, as it comes. The service reads on no faster than the loop.
 *
 * @throws {UnavailableError} If the answer breaks off: what came until then is not all.
 */
export async function* streamHits<Source>(
  channel: Channel,
  url: URL,
  body: object,
  signal: AbortSignal | undefined,
): AsyncGenerator<SearchHit<Source>, void, undefined> {
  const { timeoutMs, maxAnswerBytes } = channel
  const path = url.pathname
  const stopped = new AbortController()
  const stop = (): void => stopped.abort(signal?.reason)
  signal?.throwIfAborted()
  signal?.addEventListener('abort', stop, { once: true })
  try {
    const json = JSON.stringify(body)
    const response = await openAnswer(channel, { url, json, signal }, stopped.signal)
    if (!response.body) return
    const timeoutError = (): Error => new SearchTimeoutError(path, timeoutMs)
    const lines = readLines(response.body, {
      maxLineBytes: maxAnswerBytes,
      tooLong: () => new AnswerTooLargeError(path, maxAnswerBytes),
      cutOff: () => new UnavailableError(path, undefined, {}),
      read: (reader) => withDeadline({ timeoutMs, signal, timeoutError }, () => reader.read()),
    })
    for await (const line of lines) {
      signal?.throwIfAborted()
      yield hitOf<Source>(path, line)
    }
  } catch (cause) {
    signal?.throwIfAborted()
    // what a body that breaks off throws is the runtime's own
    if (cause instanceof TypeError) throw new UnavailableError(path, undefined, { cause })
    throw cause
  } finally {
    signal?.removeEventListener('abort', stop)
    stopped.abort()
  }
}

function hitOf<Source>(path: string, line: string): SearchHit<Source> {
  let hit: { readonly _id?: unknown } | null
  try {
    hit = JSON.parse(line) as typeof hit
  } catch {
    // no cause: the parser's own error quotes the text
    throw new MalformedAnswerError(path, 200, 'a line that is not JSON')
  }
  if (typeof hit !== 'object' || hit === null) throw new MalformedAnswerError(path, 200, 'a line that is no hit')
  return hit as SearchHit<Source>
}
