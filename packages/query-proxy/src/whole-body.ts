import { UnreadableAnswerError } from './errors.ts'
import type { ForwardedAnswer } from './forward-search.ts'

/**
 * Reads an answer to its end.
 *
 * @throws {UnreadableAnswerError} If it is longer than `maxBytes`.
 */
export async function wholeBody({ body }: Pick<ForwardedAnswer, 'body'>, maxBytes: number): Promise<Uint8Array> {
  if (body instanceof Uint8Array) return body
  const chunks: Uint8Array[] = []
  let count = 0
  // leaving the loop early cancels the stream
  for await (const chunk of body) {
    count += chunk.byteLength
    if (count > maxBytes) throw new UnreadableAnswerError(`it has more than ${maxBytes} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
