/**
 * `main.ts [--measuring] [-- command …]`: starts the stack and prints its addresses, until Ctrl-C or SIGTERM; or runs a
 * command with them in its environment, and ends with it and its status.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { parseArgs } from 'node:util'
import { LocalStackError } from './errors.ts'
import { type LocalStack, startLocalStack } from './start-local-stack.ts'

const { values, positionals } = parseArgs({
  options: { measuring: { type: 'boolean', default: false } },
  allowPositionals: true,
})
const stopping = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort())
try {
  const { signal } = stopping
  const stack = await startLocalStack({ signal, onProgress: console.error, onExit: fail, ...values })
  try {
    if (!signal.aborted) await (positionals.length > 0 ? run(positionals, stack) : wait(stack))
  } finally {
    await stack.stop()
  }
} catch (error) {
  if (!stopping.signal.aborted) fail(error instanceof LocalStackError ? error.message : error)
}

async function wait({ opensearchUrl, redisUrl }: LocalStack): Promise<void> {
  console.log(`OPENSEARCH_URL=${opensearchUrl}\nREDIS_URL=${redisUrl}`)
  const heartbeat = setInterval(() => {}, 60_000)
  await once(stopping.signal, 'abort')
  clearInterval(heartbeat)
}

async function run([command = '', ...args]: readonly string[], { opensearchUrl, redisUrl }: LocalStack): Promise<void> {
  const env = { ...process.env, OPENSEARCH_URL: opensearchUrl, REDIS_URL: redisUrl }
  const child = spawn(command, args, { stdio: 'inherit', env })
  const stop = () => child.kill('SIGTERM')
  stopping.signal.addEventListener('abort', stop)
  const [status] = (await once(child, 'exit')) as [number | null]
  stopping.signal.removeEventListener('abort', stop)
  process.exitCode = status ?? 1
}

function fail(what: unknown): void {
  console.error(what)
  process.exitCode = 1
  stopping.abort()
}
