/** `pnpm up`: starts the stack, prints its addresses and keeps it until Ctrl-C or SIGTERM. */
import { LocalStackError } from './errors.ts'
import { startLocalStack } from './start-local-stack.ts'

const stopping = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort())
try {
  const { signal } = stopping
  const stack = await startLocalStack({ signal, onProgress: console.error, onExit: fail })
  console.log(`OPENSEARCH_URL=${stack.opensearchUrl}\nREDIS_URL=${stack.redisUrl}`)
  const heartbeat = setInterval(() => {}, 60_000)
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve))
  clearInterval(heartbeat)
  await stack.stop()
} catch (error) {
  if (!stopping.signal.aborted) fail(error instanceof LocalStackError ? error.message : error)
}

function fail(what: unknown): void {
  console.error(what)
  process.exitCode = 1
  stopping.abort()
}
