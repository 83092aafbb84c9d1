/** What ioredis says when Redis is away, and what that is to whoever reads a log. */
const plainWords: readonly (readonly [RegExp, string])[] = [
  [/^Stream isn't writeable/, 'Redis is not reachable'],
  [/^Connection is closed/, 'Redis is not reachable'],
  [/^Reached the max retries per request limit/, 'Redis is not reachable'],
  [/^Command timed out/, 'Redis does not answer in time'],
]

/** An error as a log line, a status or a report gives it: its message, in plain words where that is another library's. */
export function describeError(error: unknown): string {
  const message = error instanceof Error ? error.message || error.name : String(error)
  return plainWords.find(([pattern]) => pattern.test(message))?.[1] ?? message
}
