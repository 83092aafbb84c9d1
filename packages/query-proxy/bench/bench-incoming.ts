import { type ChildProcess, type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { signRequest } from '@as/hawk'
import { requestOf } from './load.ts'

export interface BenchKey {
  readonly id: string
  readonly key: string
  /** `undefined`: sees everything. Else documents whose `object.type` is one of these. */
  readonly types?: readonly string[]
}

export interface BenchIncoming extends AsyncDisposable {
  readonly port: number
  readonly pid: number
  /** Resident memory, in bytes. */
  residentBytes(): number
}

export interface BenchIncomingOptions {
  readonly opensearch: URL
  readonly redisUrl: string
  readonly keys: readonly BenchKey[]
  /** Options for Node, such as `--cpu-prof`. */
  readonly nodeOptions?: readonly string[]
}

/** Starts the app itself, as a process of its own, with its log lines read and thrown away. */
export async function startIncoming(options: BenchIncomingOptions): Promise<BenchIncoming> {
  const main = fileURLToPath(new URL('../../../apps/incoming/src/main.ts', import.meta.url))
  const { PATH = '', HOME = '' } = process.env
  const child = spawn(process.execPath, ['--conditions=@as/source', ...(options.nodeOptions ?? []), main], {
    env: { PATH, HOME, ...environment(options) },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const port = await portOf(child)
  const { pid = Number.NaN } = child
  return {
    port,
    pid,
    residentBytes: () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024,
    [Symbol.asyncDispose]: () => end(child),
  }
}

/** Starts the least that a proxy can be: see pass-through.ts. */
export async function startPassThrough(opensearch: URL): Promise<Omit<BenchIncoming, 'residentBytes'>> {
  const script = fileURLToPath(new URL('./pass-through.ts', import.meta.url))
  const child = spawn(process.execPath, [script, opensearch.href], { stdio: ['ignore', 'pipe', 'inherit'] })
  const port = await portOf(child)
  return { port, pid: child.pid ?? Number.NaN, [Symbol.asyncDispose]: () => end(child) }
}

/** The port that a process says it listens on; the rest of what it says is read and thrown away. */
async function portOf(child: ChildProcessByStdio<null, Readable, null>): Promise<number> {
  const port = await new Promise<number>((resolve, reject) => {
    const lines = createInterface(child.stdout)
    lines.on('line', (line) => {
      const found = /Listening on port (\d+)/.exec(line)?.[1]
      if (found === undefined) return
      lines.close()
      resolve(Number(found))
    })
    child.on('exit', () => reject(new Error('it ended before it listened')))
  })
  child.stdout.resume()
  return port
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  child.kill('SIGTERM')
  await once(child, 'close')
}

function environment({ opensearch, redisUrl, keys }: BenchIncomingOptions): Record<string, string> {
  const pairs = keys.flatMap(({ id, key, types }, at): [string, string][] => {
    const pair = `INCOMING_ACCESS_KEY_PAIRS__${at + 1}`
    const permission = `${pair}__PERMISSIONS__activities__1__`
    return [
      [`${pair}__KEY_ID`, id],
      [`${pair}__SECRET_KEY`, key],
      ...(types === undefined
        ? ([[`${permission}__MATCH_ALL__`, '']] as [string, string][])
        : ([
            [`${permission}__TERMS_KEY`, 'object.type'],
            ...types.map((type, n): [string, string] => [`${permission}__TERMS_VALUES__${n + 1}`, type]),
          ] as [string, string][])),
    ]
  })
  return {
    PORT: '0',
    OPENSEARCH_URL: opensearch.href,
    REDIS_URL: redisUrl,
    INCOMING_IP_WHITELIST__1: '127.0.0.1',
    ...Object.fromEntries(pairs),
  }
}

/** One signed search, ready to be sent. */
export async function signedSearch(key: BenchKey, path: string, body: string, method = 'GET'): Promise<Buffer> {
  const contentType = 'application/json'
  const { authorization } = await signRequest({ method, url: `http://bench.example${path}`, contentType, body }, key)
  const headers = {
    host: 'bench.example',
    'x-forwarded-for': '127.0.0.1, 127.0.0.1',
    'x-forwarded-proto': 'http',
    'content-type': contentType,
    authorization,
  }
  return requestOf(method, path, headers, body)
}
