import type { IncomingMessage, ServerResponse } from 'node:http'

/** How much of an answer is read ahead of the browser, in bytes. */
const READ_AHEAD = 65_536

/**
 * The other side's body, read as fast as the browser takes it. Where it breaks off, so does the browser's connection: only
 * that tells the browser that something is missing.
 */
export function streamAnswer(
  answer: IncomingMessage,
  outgoing: ServerResponse,
  onBroken: (error: Error) => void,
): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        answer.on('data', (chunk: Buffer) => {
          controller.enqueue(chunk)
          if ((controller.desiredSize ?? 0) <= 0) answer.pause()
        })
        answer.once('end', () => controller.close())
        answer.once('error', (error) => {
          onBroken(error)
          outgoing.destroy()
        })
      },
      pull() {
        answer.resume()
      },
      cancel() {
        answer.destroy()
      },
    },
    new ByteLengthQueuingStrategy({ highWaterMark: READ_AHEAD }),
  )
}
