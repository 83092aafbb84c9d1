/** A signal repeated so soon is the same one: npm passes on what the terminal has sent already. */
const sameSignalMs = 1500
const watchParentEveryMs = 250

/**
 * Aborted when this process is asked to end, by Ctrl-C or otherwise, and when the process that started it, or the one
 * that reads its output, is gone. A second Ctrl-C ends it at once.
 */
export function stopSignal(): AbortSignal {
  const stopping = new AbortController()
  const parent = process.ppid
  let askedAt: number | undefined
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      if (askedAt !== undefined && performance.now() - askedAt > sameSignalMs) process.exit(1)
      askedAt ??= performance.now()
      stopping.abort()
    })
  }
  process.stdout.on('error', () => stopping.abort()) // whoever read our output is gone
  setInterval(() => process.ppid === parent || stopping.abort(), watchParentEveryMs).unref()
  return stopping.signal
}
