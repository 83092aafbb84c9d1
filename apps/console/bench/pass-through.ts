/**
 * `node --conditions=@as/source bench/pass-through.ts`: how fast `/opensearch/…` of the console is, against the same
 * requests sent to OpenSearch itself, in turn. Needs OPENSEARCH_URL and REDIS_URL.
 */
import { Agent, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '@as/local-stack'
import { runApp } from '@as/test-stack'

const { OPENSEARCH_URL: opensearch = 'http://127.0.0.1:9200', REDIS_URL: redis = 'redis://127.0.0.1:6379' } =
  process.env
const rounds = 5

const index = `bench-pass-through-${process.pid}`
const port = await freePort()
const app = runApp('console', {
  PORT: `${port}`,
  CONSOLE_LOGIN: 'none',
  REDIS_URL: redis,
  OPENSEARCH_URL: opensearch,
})
while (!app.lines.some((line) => line.includes('Listening'))) await sleep(50)
const sides = { direct: opensearch, console: `http://127.0.0.1:${port}/opensearch` } as const
type Side = keyof typeof sides

async function send(agent: Agent, url: string, method: 'PUT' | 'POST' | 'DELETE', body = ''): Promise<number> {
  return await new Promise((resolve, reject) => {
    const headers = {
      'content-type': body.endsWith('\n') ? 'application/x-ndjson' : 'application/json',
      'content-length': Buffer.byteLength(body),
      'osd-xsrf': 'true',
    }
    const asked = request(url, { method, agent, headers }, (response) => {
      let bytes = 0
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length
      })
      response.on('error', reject).on('end', () => {
        if (response.statusCode === 200) resolve(bytes)
        else reject(new Error(`${method} ${url}: status ${response.statusCode}`))
      })
    })
    asked.on('error', reject).end(body)
  })
}

/** Milliseconds from each request to the end of its answer, and how many there were a second. */
async function load(side: Side, { body, count, connections }: { body: string; count: number; connections: number }) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const times: number[] = []
  const from = performance.now()
  let left = count
  const drive = async () => {
    for (; left > 0; ) {
      left -= 1
      const sentAt = performance.now()
      await send(agent, `${sides[side]}/${index}/_search`, 'POST', body)
      times.push(performance.now() - sentAt)
    }
  }
  await Promise.all(Array.from({ length: connections }, drive))
  const perSecond = count / ((performance.now() - from) / 1_000)
  agent.destroy()
  return { perSecond, p50: median(times) }
}

const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

async function compare(what: string, asked: { body: string; count: number; connections: number }): Promise<void> {
  for (const side of ['direct', 'console'] as const) await load(side, asked) // warms up
  const results = {
    direct: [] as Awaited<ReturnType<typeof load>>[],
    console: [] as Awaited<ReturnType<typeof load>>[],
  }
  const ratios: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    // who is first has no advantage
    const order = round % 2 === 0 ? (['direct', 'console'] as const) : (['console', 'direct'] as const)
    for (const side of order) results[side].push(await load(side, asked))
    ratios.push((results.console.at(-1)?.perSecond ?? 0) / (results.direct.at(-1)?.perSecond ?? 1))
  }
  const [direct, passed] = (['direct', 'console'] as const).map((side) => ({
    perSecond: median(results[side].map(({ perSecond }) => perSecond)),
    p50: median(results[side].map(({ p50 }) => p50)),
  }))
  if (!direct || !passed) return
  const above = (passed.p50 - direct.p50).toFixed(2)
  console.log(
    `${what}: direct ${direct.perSecond.toFixed(0)}/s, through the console ${passed.perSecond.toFixed(0)}/s, ratio ${median(ratios).toFixed(2)}; p50 ${above} ms above direct`,
  )
}

const agent = new Agent({ keepAlive: true })
const text = 'export tea grant company fair harbour north minister '.repeat(20)
const documents = Array.from({ length: 1_200 }, (_, n) => `{"index":{"_id":"${n}"}}\n{"id":"${n}","text":"${text}"}\n`)
const settings = { number_of_shards: 1, number_of_replicas: 0 }
const properties = { id: { type: 'keyword' }, text: { type: 'text' } }
await send(agent, `${opensearch}/${index}`, 'PUT', JSON.stringify({ settings, mappings: { properties } }))
await send(agent, `${opensearch}/${index}/_bulk?refresh=true`, 'POST', documents.join(''))
try {
  const search = (size: number) => JSON.stringify({ size, query: { match_all: {} } })
  await compare('search of 10 hits, 16 connections', { body: search(10), count: 3_000, connections: 16 })
  await compare('search of 10 hits, one at a time', { body: search(10), count: 600, connections: 1 })
  await compare('answer of 1 MiB, 4 connections', { body: search(900), count: 150, connections: 4 })
} finally {
  await send(agent, `${opensearch}/${index}`, 'DELETE')
  agent.destroy()
  await app[Symbol.asyncDispose]()
}
