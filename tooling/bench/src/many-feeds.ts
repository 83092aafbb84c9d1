import { setTimeout as sleep } from 'node:timers/promises'
import { makeEmptyIndexes } from './make-empty-indexes.ts'
import { type Bench, passesDone, residentMegabytes, startOutgoing } from './outgoing-process.ts'
import { percentile } from './percentiles.ts'
import { startSource } from './start-source.ts'

const FEEDS = 50
const SAMPLE_MS = 50

/**
 * Fifty feeds at once beside one of them alone, and beside one feed that has as many activities as all of them: what
 * fifty cost beyond that is mostly the making and swapping of a hundred indexes, which is also done alone.
 */
export async function measureManyFeeds(bench: Bench): Promise<void> {
  const size = bench.quick ? 1_000 : 4_000
  const rounds = bench.quick ? 2 : 3
  const ratios: Record<'one' | 'large' | 'largeAndMaking', number[]> = { one: [], large: [], largeAndMaking: [] }
  await passOf(bench, 1, size * FEEDS)
  for (let round = 0; round < rounds; round += 1) {
    const one = await passOf(bench, 1, size)
    const many = await passOf(bench, FEEDS, size)
    const making = await makeEmptyIndexes(bench, { feeds: FEEDS })
    const large = await passOf(bench, 1, size * FEEDS)
    ratios.one.push(rate(many) / rate(one))
    ratios.large.push(rate(many) / rate(large))
    ratios.largeAndMaking.push((large.seconds + making) / many.seconds)
    const told = [one, many, large].map(
      (pass) => `${pass.feeds} x ${pass.activities}: ${rate(pass).toFixed(0)}/s in ${pass.megabytes.toFixed(0)} MB`,
    )
    console.log(`  documents: ${told.join('; ')}; ${2 * FEEDS} empty indexes: ${making.toFixed(1)} s`)
  }
  const [one, large, both] = Object.values(ratios).map((each) => percentile(each, 0.5).toFixed(2))
  console.log(
    `  ${FEEDS} at once: ${one} of the rate of one of them alone (goal: no lower than 1), ${large} of that of`,
  )
  console.log(`  one feed as large as all of them, ${both} of it where that one makes as many indexes`)
}

interface Pass {
  readonly feeds: number
  readonly activities: number
  readonly seconds: number
  /** The most memory it took. */
  readonly megabytes: number
}

function rate({ feeds, activities, seconds }: Pass): number {
  return (2 * feeds * activities) / seconds
}

async function passOf(bench: Bench, feeds: number, activities: number): Promise<Pass> {
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
  return { feeds, activities, seconds: (performance.now() - from) / 1_000, megabytes }
}
