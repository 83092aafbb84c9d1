import type { Redis } from 'ioredis'
import { Registry } from 'prom-client'
import { type ConsoleOptions, createConsole } from '../src/create-console.ts'
import type { ConsoleEvent } from '../src/events.ts'
import type { OpenSearchConnection } from '../src/opensearch/connect-opensearch.ts'
import { serveConsole } from '../src/serve-console.ts'

export interface OpenConsole extends AsyncDisposable {
  /** `http://127.0.0.1:8080` */
  readonly origin: string
  /** What failed in it: a page that shows what is wrong is no failure. */
  readonly failures: readonly ConsoleEvent[]
}

export type OpenConsoleOptions = { opensearch: OpenSearchConnection; redis: Redis } & Partial<ConsoleOptions>

/** Serves a console of this very process to nobody in particular, who is an operator unless `options` say otherwise. */
export async function openConsole(options: OpenConsoleOptions, port = 0): Promise<OpenConsole> {
  const ending = new AbortController()
  const failures: ConsoleEvent[] = []
  const app = createConsole({
    login: { everybody: { name: 'Ada', email: 'ada@example.org', role: 'operator' } },
    assets: new URL('../src/assets/', import.meta.url),
    registry: new Registry(),
    onEvent: (event) => event.type === 'failed' && failures.push(event),
    signal: ending.signal,
    ...options,
  })
  let served = Promise.resolve()
  const chosen = await new Promise<number>((resolve, reject) => {
    served = serveConsole(app, { port, host: '127.0.0.1', signal: ending.signal, onListening: resolve })
    served.catch(reject)
  })
  return {
    origin: `http://127.0.0.1:${chosen}`,
    failures,
    async [Symbol.asyncDispose]() {
      ending.abort()
      await served
    },
  }
}
