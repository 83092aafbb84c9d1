import { Agent, createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { createFeedHandler, memoryLog, openToEveryone } from '@as/feed-server'
import { getRequestListener } from '@hono/node-server'
import { activityOf } from './activity.ts'
import { type Bench, passesDone, startOutgoing } from './outgoing-process.ts'
import { describeTimes } from './percentiles.ts'

const SEEN_WITHIN_MS = 30_000

/** How long after the source has it an activity is a search hit: a source that holds the tail's requests, and one that is polled. */
export async function measureFreshness(bench: Bench): Promise<void> {
  const count = bench.quick ? 50 : 250
  const held = await timesToHit(bench, { maxWaitSeconds: 30, count })
  console.log(
    `  from commit to hit, source that holds: ${describeTimes(held)}, of ${count} (goal: p50 < 60, p95 < 150)`,
  )
  const intervalMs = 500
  const polled = await timesToHit(bench, { maxWaitSeconds: 0, count: count / 5, intervalMs })
  console.log(
    `  from commit to hit, polled every ${intervalMs} ms: ${describeTimes(polled)}, of ${count / 5} (goal: within ${intervalMs} + 100)`,
  )
}

async function timesToHit(
  bench: Bench,
  { maxWaitSeconds, count, intervalMs = 1_000 }: { maxWaitSeconds: number; count: number; intervalMs?: number },
): Promise<number[]> {
  const log = memoryLog()
  for (let n = 0; n < 2_000; n += 1) log.append(activityOf('fresh', n))
  const handler = createFeedHandler({ source: log, authentication: openToEveryone(), maxWaitSeconds })
  const listener = getRequestListener((incoming) => handler(incoming))
  const server = createServer((incoming, outgoing) => void listener(incoming, outgoing))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const seed = `http://127.0.0.1:${(server.address() as AddressInfo).port}/feed`
  const id = `bench-fresh-${maxWaitSeconds}`
  const times: number[] = []
  try {
    const env = { UPDATES_INTERVAL_SECONDS: `${intervalMs / 1_000}` }
    await using app = startOutgoing(bench, [{ id, seed }], env)
    await passesDone(app, 1)
    await sleep(3_000) // the tail has caught up, and holds
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    for (let n = 2_000; n < 2_000 + count; n += 1) {
      // not in step with anything that polls
      await sleep(20 + ((n * 137) % 230))
      const from = performance.now()
      log.append(activityOf('fresh', n))
      while (!(await isHit(bench.opensearchUrl, agent, `bench:fresh:${n}:Create`))) {
        if (performance.now() - from > SEEN_WITHIN_MS)
          throw new Error(`activity ${n} is not a hit after ${SEEN_WITHIN_MS} ms`)
      }
      times.push(performance.now() - from)
    }
    agent.destroy()
  } finally {
    server.closeAllConnections()
    server.close()
  }
  return times
}

async function isHit(url: string, agent: Agent, id: string): Promise<boolean> {
  const body = JSON.stringify({ size: 0, query: { term: { id } } })
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
  const text = await new Promise<string>((resolve, reject) => {
    const asked = request(`${url}/activities/_search?filter_path=hits.total.value`, { method: 'POST', agent, headers })
    asked.once('error', reject)
    asked.once('response', (response) => {
      response.toArray().then((parts) => resolve(Buffer.concat(parts as Buffer[]).toString()), reject)
    })
    asked.end(body)
  })
  return text.includes('"value":1')
}
