import { setTimeout as sleep } from 'node:timers/promises'
import { type Bench, passesDone, residentMegabytes, startOutgoing } from './outgoing-process.ts'
import { percentile } from './percentiles.ts'
import { startSource } from './start-source.ts'

const FEEDS = 50
const SAMPLE_MS = 50

/** The same number of activities from fifty feeds at once and from one, in turn. */
export async function measureManyFeeds(bench: Bench): Promise<void> {
  const total = bench.quick ? 50_000 : 200_000
  const rounds = bench.quick ? 2 : 3
  const ratios: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    const one = await passOf(bench, 1, total)
    const many = await passOf(bench, FEEDS, total / FEEDS)
    const ratio = many.rate / one.rate
    ratios.push(ratio)
    const [alone, together] = [one, many].map(
      ({ rate, megabytes }) => `${rate.toFixed(0)} documents/s in ${megabytes.toFixed(0)} MB`,
    )
    console.log(`  one feed ${alone}, ${FEEDS} feeds ${together}, ratio ${ratio.toFixed(2)}`)
  }
  console.log(`  median ratio ${percentile(ratios, 0.5).toFixed(2)} (goal: no lower than 1)`)
}

/** `megabytes`: the most memory it took. */
async function passOf(bench: Bench, feeds: number, activities: number): Promise<{ rate: number; megabytes: number }> {
  await using source = await startSource('generated', { feeds, activities })
  await using app = startOutgoing(bench, source.feeds, { FULL_INGEST_MIN_INTERVAL_SECONDS: '3600' })
  while (!app.lines.some((line) => line.includes('Ingesting the whole feed...'))) await sleep(5)
  const from = performance.now()
  let megabytes = 0
  const sampling = setInterval(() => {
    megabytes = Math.max(megabytes, residentMegabytes(app.pid))
  }, SAMPLE_MS)
  try {
    await passesDone(app, feeds)
  } finally {
    clearInterval(sampling)
  }
  return { rate: (2 * feeds * activities) / ((performance.now() - from) / 1_000), megabytes }
}
