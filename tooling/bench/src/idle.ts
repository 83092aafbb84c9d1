import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { startFaultProxy } from '@as/test-stack'
import { type Bench, cpuSeconds, passesDone, startOutgoing } from './outgoing-process.ts'
import { startSource } from './start-source.ts'

const FEEDS = 100

/** What outgoing costs while nothing happens in a hundred feeds whose tails wait. */
export async function measureIdle(bench: Bench): Promise<void> {
  const seconds = bench.quick ? 15 : 30
  await using source = await startSource('held', { feeds: FEEDS, activities: 20 })
  await using proxy = await startFaultProxy(bench.opensearchUrl)
  const env = { FULL_INGEST_MIN_INTERVAL_SECONDS: '3600' }
  await using app = startOutgoing({ ...bench, opensearchUrl: proxy.url }, source.feeds, env)
  await passesDone(app, FEEDS)
  await sleep(10_000) // the tails have found out that the source holds
  const before = { cpu: cpuSeconds(app.pid), search: proxy.requests, redis: await redisCommands(bench.redisUrl) }
  await sleep(seconds * 1_000)
  const cpu = (cpuSeconds(app.pid) - before.cpu) / seconds
  const search = (proxy.requests - before.search) / seconds
  const redis = ((await redisCommands(bench.redisUrl)) - before.redis) / seconds
  console.log(`  ${(cpu * 100).toFixed(1)} % of a core over ${seconds} s (goal: under 2 %)`)
  console.log(`  ${search.toFixed(1)} requests/s to OpenSearch, ${redis.toFixed(1)} commands/s to Redis`)
}

async function redisCommands(url: string): Promise<number> {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  let text = ''
  socket.setEncoding('utf8').write('INFO stats\r\nQUIT\r\n')
  for await (const part of socket) text += String(part)
  return Number(/total_commands_processed:(\d+)/.exec(text)?.[1])
}
