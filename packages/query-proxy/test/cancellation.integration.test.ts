import { randomUUID } from 'node:crypto'
import { memoryNonceStore } from '@as/hawk/server'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { connectOpenSearch, createQueryProxy, forwardSearch } from '../src/index.ts'
import { callProxy, consumer, serveProxy } from './serve-proxy.ts'

const url = inject('opensearchUrl')
const alias = `slow-${randomUUID().slice(0, 8)}`

/** Takes about a minute: a million steps for each document. */
const slow = JSON.stringify({
  query: {
    script: { script: { source: 'long x = 0; for (int i = 0; i < 900000; ++i) { x += i % 7 } return x >= 0' } },
  },
})

async function ask(method: string, path: string, body?: string): Promise<unknown> {
  const headers = { 'content-type': 'application/x-ndjson' }
  const answer = await fetch(url + path, { method, headers, ...(body === undefined ? {} : { body }) })
  expect(answer.ok).toBe(true)
  return await answer.json()
}

beforeAll(async () => {
  await ask('PUT', `/${alias}`, JSON.stringify({ settings: { number_of_replicas: 0 } }))
  const lines = Array.from({ length: 20_000 }, (_, n) => `{"index":{}}\n{"n":${n}}\n`)
  await ask('POST', `/${alias}/_bulk?refresh=true`, lines.join(''))
})

afterAll(async () => {
  await ask('DELETE', `/${alias}`)
})

/** What OpenSearch still does for searches of the index and has not been told to give up. */
async function searchesUnderWay(): Promise<number> {
  const { nodes } = (await ask('GET', '/_tasks?actions=*search*&detailed')) as {
    nodes: Record<string, { tasks: Record<string, { description: string; cancelled: boolean }> }>
  }
  const tasks = Object.values(nodes).flatMap((node) => Object.values(node.tasks))
  return tasks.filter((task) => task.description.includes(alias) && !task.cancelled).length
}

async function slowProxy(timeoutMs: number) {
  const connection = connectOpenSearch({ url, timeoutMs })
  const forwarder = forwardSearch(connection)
  const app = createQueryProxy({
    keys: [{ ...consumer, permissions: { [alias]: [{ type: 'all' }] } }],
    allowedAddresses: ['10.0.0.0/8'],
    nonces: memoryNonceStore(),
    forwarder: { ...forwarder, search: (search) => forwarder.search({ ...search, body: slow }) },
    aliases: { activities: alias, objects: alias },
    health: { isUp: async () => true, feeds: async () => [] },
    metrics: async () => '',
  })
  const server = await serveProxy(app)
  return {
    server,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]()
      await connection[Symbol.asyncDispose]()
    },
  }
}

test('a search is cancelled in OpenSearch when its caller hangs up', async () => {
  await using proxy = await slowProxy(60_000)
  const hangUp = new AbortController()
  const call = callProxy(proxy.server, { path: '/v3/activities/_search', body: '{}', signal: hangUp.signal })
  const gone = call.catch(({ message }: Error) => message)
  await expect.poll(searchesUnderWay, { timeout: 10_000 }).toBeGreaterThan(0)
  hangUp.abort()
  expect(await gone).toContain('aborted')
  await expect.poll(searchesUnderWay, { timeout: 10_000 }).toBe(0)
})

test('a search is cancelled in OpenSearch when it takes too long', async () => {
  await using proxy = await slowProxy(1_000)
  const call = callProxy(proxy.server, { path: '/v3/activities/_search', body: '{}' })
  await expect.poll(searchesUnderWay, { timeout: 10_000 }).toBeGreaterThan(0)
  expect(await call).toMatchObject({ status: 504, text: expect.stringContaining('within 1000 ms') as string })
  await expect.poll(searchesUnderWay, { timeout: 10_000 }).toBe(0)
})
