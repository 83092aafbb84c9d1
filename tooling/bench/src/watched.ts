import { get, type IncomingMessage } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '@as/local-stack'
import { type RunningApp, runApp } from '@as/test-stack'
import { type Bench, cpuSeconds, passesDone, startOutgoing } from './outgoing-process.ts'
import { percentile } from './percentiles.ts'
import { startSource } from './start-source.ts'

const FEEDS = 200
const VIEWERS = 50
const TOKEN = 'the token of the benchmark'
/** Until the console and its viewers do what they do all the time. */
const SETTLE_MS = 5_000

const names = ['outgoing', 'console', 'incoming', 'the viewers'] as const

/** CPU time used so far, in seconds, and how long a pass took. */
type Used = Readonly<Record<(typeof names)[number], number>>
interface Pass {
  readonly ms: number
  readonly used: Used
}

/**
 * The rate of a pass over one feed, beside 200 quiet ones, while nobody looks at it, and while the console does with 50
 * viewers, in turn. Beside the ratio: how much of a core each process took, as all of them share the machine with
 * OpenSearch, and viewers are elsewhere in production.
 */
export async function measureWatched(bench: Bench): Promise<void> {
  const activities = bench.quick ? 20_000 : 60_000
  const rounds = bench.quick ? 2 : 6
  await using quiet = await startSource('held', { feeds: FEEDS, activities: 20 })
  await using source = await startSource('generated', { feeds: 1, activities })
  const [feed] = source.feeds
  if (!feed) return
  const adminPort = await freePort()
  const env = { FULL_INGEST_MIN_INTERVAL_SECONDS: '3600', ADMIN_PORT: `${adminPort}`, ADMIN_TOKEN: TOKEN }
  await using outgoing = startOutgoing(bench, [...quiet.feeds, feed], env)
  await passesDone(outgoing, FEEDS + 1)
  const admin = `http://127.0.0.1:${adminPort}`
  await sleep(SETTLE_MS)
  // the first ones are slower
  for (let pass = 0; pass < 2; pass += 1) await passOf(admin, feed.id)

  const ratios: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    const measureAlone = () => measurePass(admin, feed.id, { outgoing })
    const measureBeside = () => whileWatched(bench, admin, (apps) => measurePass(admin, feed.id, { outgoing, ...apps }))
    // who is second has the warmer OpenSearch
    const isAloneFirst = round % 2 === 0
    const first = await (isAloneFirst ? measureAlone() : measureBeside())
    const second = await (isAloneFirst ? measureBeside() : measureAlone())
    const [alone, watched] = isAloneFirst ? [first, second] : [second, first]
    const [before, after] = [alone, watched].map(({ ms }) => (2 * activities) / (ms / 1_000)) as [number, number]
    ratios.push(after / before)
    console.log(
      `  alone ${before.toFixed(0)} documents/s, watched ${after.toFixed(0)}, ratio ${(after / before).toFixed(2)}`,
    )
    console.log(`    of a core: alone ${describeShares(alone)}; watched ${describeShares(watched)}`)
  }
  console.log(`  median ratio ${percentile(ratios, 0.5).toFixed(2)} (goal: no lower than 0.95)`)
}

function describeShares({ ms, used }: Pass): string {
  const shares = names.filter((name) => used[name] > 0)
  return shares.map((name) => `${name} ${((100_000 * used[name]) / ms).toFixed(0)} %`).join(', ')
}

async function measurePass(
  admin: string,
  feed: string,
  apps: { outgoing: RunningApp; console?: RunningApp; incoming?: RunningApp },
): Promise<Pass> {
  const used = (): Used => ({
    outgoing: cpuSeconds(apps.outgoing.pid),
    console: apps.console ? cpuSeconds(apps.console.pid) : 0,
    incoming: apps.incoming ? cpuSeconds(apps.incoming.pid) : 0,
    'the viewers': cpuSeconds(process.pid),
  })
  const before = used()
  const ms = await passOf(admin, feed)
  const after = used()
  const between = Object.fromEntries(names.map((name) => [name, after[name] - before[name]])) as unknown as Used
  return { ms, used: between }
}

/** Has a pass run to its end. Returns how long it took, in milliseconds. */
async function passOf(admin: string, feed: string): Promise<number> {
  const headers = { authorization: `Bearer ${TOKEN}` }
  const last = async () => {
    const answer = await fetch(`${admin}/feeds/${feed}/passes?limit=1`, { headers })
    const { passes } = (await answer.json()) as { passes: { startedAt: string; outcome: string; ms: number }[] }
    return passes[0]
  }
  const before = await last()
  await fetch(`${admin}/feeds/${feed}/run`, { method: 'POST', headers })
  for (;;) {
    await sleep(100)
    const pass = await last()
    if (!pass || pass.startedAt === before?.startedAt) continue
    if (pass.outcome !== 'published') throw new Error(`A pass was ${pass.outcome}`)
    return pass.ms
  }
}

/** Does something while the console, with the incoming it measures freshness by, has its viewers. */
async function whileWatched(
  { opensearchUrl, redisUrl, reaper }: Bench,
  admin: string,
  use: (apps: { console: RunningApp; incoming: RunningApp }) => Promise<Pass>,
): Promise<Pass> {
  const services = { OPENSEARCH_URL: opensearchUrl, REDIS_URL: redisUrl }
  const guard = { guard: (child: Parameters<typeof reaper.guardProcess>[0]) => reaper.guardProcess(child) }
  const [port, incomingPort] = [await freePort(), await freePort()]
  const pair = 'INCOMING_ACCESS_KEY_PAIRS__1'
  const key = { [`${pair}__KEY_ID`]: 'bench', [`${pair}__SECRET_KEY`]: 'bench-bench-bench' }
  const may = { [`${pair}__PERMISSIONS__activities__1`]: '__MATCH_ALL__', INCOMING_IP_WHITELIST__1: '127.0.0.1' }
  await using incoming = runApp('incoming', { ...services, PORT: `${incomingPort}`, ...key, ...may }, guard)
  const env = {
    ...services,
    PORT: `${port}`,
    CONSOLE_LOGIN: 'none',
    OUTGOING_ADMIN_URL: admin,
    OUTGOING_ADMIN_TOKEN: TOKEN,
    INCOMING_URL: `http://127.0.0.1:${incomingPort}`,
    INCOMING_KEY_ID: 'bench',
    INCOMING_SECRET_KEY: 'bench-bench-bench',
  }
  await using app = runApp('console', env, guard)
  while (!app.lines.some((line) => line.includes('Listening'))) await sleep(50)
  const viewers = await Promise.all(Array.from({ length: VIEWERS }, () => watch(port)))
  await sleep(SETTLE_MS)
  try {
    return await use({ console: app, incoming })
  } finally {
    for (const viewer of viewers) viewer.destroy()
  }
}

async function watch(port: number): Promise<IncomingMessage> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get({ host: '127.0.0.1', port, path: '/live' }, resolve).on('error', reject)
  })
  return response.on('error', () => undefined).resume()
}
