import type { StreamWatch } from './respond.ts'

export interface GuardedStream extends StreamWatch {
  /** Closes the caller's connection, where that is possible. */
  readonly cutOff: (() => void) | undefined
}

/**
 * Passes a stream on, and sees to its end: when it breaks off, the caller's connection is closed at once, so that no
 * part is ever taken for the whole. An adaptor that was handed the error would write it to the log, or into the answer.
 */
export function guardStream(
  stream: ReadableStream<Uint8Array>,
  { cutOff, onBroken, onEnd }: GuardedStream,
): ReadableStream<Uint8Array> {
  const reader = stream.getReader()
  let isOver = false
  const end = (): void => {
    if (isOver) return
    isOver = true
    onEnd()
  }
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await reader.read()
          if (!done) return controller.enqueue(value)
          end()
          controller.close()
        } catch (error) {
          if (!isOver) onBroken(error)
          end()
          if (!cutOff) return controller.error(error)
          // whoever serves it cancels this stream when the connection is closed
          cutOff()
        }
      },
      cancel(reason) {
        end()
        return reader.cancel(reason)
      },
    },
    { highWaterMark: 0 },
  )
}
