/** What the demo prints. */
export interface Screen {
  /** A line that stays. */
  print(text: string): void
  /** What is so now: rewritten in place on a terminal, else printed once in a while. */
  status(text: string): void
  /** Takes the status away. */
  end(): void
}

/** Where nothing can be rewritten a status is worth a line so often. */
const plainStatusEveryMs = 30_000

export interface ScreenOutput {
  readonly isTTY?: boolean
  readonly columns?: number
  write(text: string): unknown
}

export function createScreen(output: ScreenOutput, now: () => number = Date.now): Screen {
  return output.isTTY ? terminalScreen(output) : plainScreen(output, now)
}

function terminalScreen(output: ScreenOutput): Screen {
  const clearLine = '\r\u001b[2K'
  let current = ''
  const draw = (): void => void output.write(clearLine + current.slice(0, (output.columns ?? 80) - 1))
  return {
    print(text) {
      output.write(`${current === '' ? '' : clearLine}${text}\n`)
      if (current !== '') draw()
    },
    status(text) {
      current = text
      draw()
    },
    end() {
      if (current !== '') output.write(clearLine)
      current = ''
    },
  }
}

function plainScreen(output: ScreenOutput, now: () => number): Screen {
  let printedAt = Number.NEGATIVE_INFINITY
  return {
    print: (text) => void output.write(`${text}\n`),
    status(text) {
      if (now() - printedAt < plainStatusEveryMs) return
      printedAt = now()
      output.write(`${text}\n`)
    },
    end: () => {},
  }
}
