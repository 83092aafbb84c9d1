/** Something that takes a while: its first line is out already, exactly one of these writes its last. */
export interface Action {
  done(detail?: string): void
  failed(reason: string): void
  cancelled(): void
}

export interface Logger {
  /** A logger whose lines carry these contexts as well. */
  with(...contexts: readonly string[]): Logger
  info(message: string): void
  warn(message: string): void
  error(message: string): void
  /** Writes `[app,context] Pulling page...`; the result's methods write the same with `(done)`, `(failed)`, `(cancelled)`. */
  action(what: string): Action
}

export interface LoggerOptions {
  /** The first word in the brackets: `outgoing`. */
  readonly application: string
  /** `text` (default): `[application,contexts] Action... (status)`; `json`: an object a line with the same parts. */
  readonly format?: 'text' | 'json'
  readonly write?: (line: string) => void
  readonly now?: () => number
}

type Level = 'info' | 'warn' | 'error'

/** A log whose every line is `[application name,optional comma separated contexts] Action... (status)`. */
export function createLogger(options: LoggerOptions): Logger {
  const { application, format = 'text', write = (line) => console.log(line), now = Date.now } = options
  /** @param words What stands in the brackets, ready to be written. */
  const scoped = (words: string, contexts: readonly string[]): Logger => {
    const line = (level: Level, message: string, status?: string) => {
      const text = oneLine(status === undefined ? message : `${message}... (${status})`)
      if (format === 'text') write(`[${words}] ${text}`)
      else write(JSON.stringify({ time: new Date(now()).toISOString(), level, application, contexts, message: text }))
    }
    return {
      with: (...more) => scoped([words, ...more.map(oneLine)].join(','), [...contexts, ...more]),
      info: (message) => line('info', message),
      warn: (message) => line('warn', message),
      error: (message) => line('error', message),
      action(what) {
        line('info', `${what}...`)
        return {
          done: (detail) => line('info', detail === undefined ? what : `${what}: ${detail}`, 'done'),
          failed: (reason) => line('error', `${what}: ${reason}`, 'failed'),
          cancelled: () => line('info', what, 'cancelled'),
        }
      },
    }
  }
  return scoped(oneLine(application), [])
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to take out
const breaks = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/

/** What a source or a caller sent must not be able to forge a line of the log. */
function oneLine(text: string): string {
  // to look for them costs a twentieth of replacing them, and there are none in most lines
  return breaks.test(text) ? text.replace(new RegExp(breaks, 'g'), ' ') : text
}
