/** Lines on their way out. */
export interface LineBuffer {
  readonly write: (line: string) => void
  /** Writes what is waiting. */
  readonly flush: () => void
}

export interface LineBufferOptions {
  readonly output: (text: string) => void
  /** How long a line may wait for others. Default: 20. */
  readonly maxWaitMs?: number
  /** How many characters may wait. Default: 65,536. */
  readonly maxLength?: number
}

/** Writes lines together: a write to a pipe is waited for, and with one for each line it is a third of all work here. */
export function bufferLines({ output, maxWaitMs = 20, maxLength = 65_536 }: LineBufferOptions): LineBuffer {
  let waiting = ''
  let timer: ReturnType<typeof setTimeout> | undefined
  const flush = (): void => {
    clearTimeout(timer)
    timer = undefined
    const text = waiting
    waiting = ''
    if (text !== '') output(text)
  }
  return {
    write(line) {
      waiting += `${line}\n`
      if (waiting.length >= maxLength) flush()
      else timer ??= setTimeout(flush, maxWaitMs)
    },
    flush,
  }
}
