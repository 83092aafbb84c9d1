import { type Bench, passesDone, residentMegabytes, startOutgoing } from './outgoing-process.ts'
import { percentile } from './percentiles.ts'
import { startSource } from './start-source.ts'

const SAMPLE_MS = 100

/** The resident memory of outgoing over a first pass, of a feed and of one many times as long. */
export async function measureMemory(bench: Bench): Promise<void> {
  const sizes = bench.quick ? [50_000, 200_000] : [100_000, 1_000_000]
  const medians: number[] = []
  for (const activities of sizes) {
    const { median, peak, seconds } = await duringPass(bench, activities)
    medians.push(median)
    const rate = Math.round((2 * activities) / seconds)
    console.log(
      `  ${activities} activities: median ${median.toFixed(0)} MB, peak ${peak.toFixed(0)} MB, ${rate} documents/s`,
    )
  }
  const [less = 1, more = 1] = medians
  console.log(
    `  growth of the median ${(((more - less) / less) * 100).toFixed(0)} % (goal: within 10 %, peak < 250 MB)`,
  )
}

async function duringPass(
  bench: Bench,
  activities: number,
): Promise<{ median: number; peak: number; seconds: number }> {
  await using source = await startSource('generated', { feeds: 1, activities })
  await using app = startOutgoing(bench, source.feeds, { FULL_INGEST_MIN_INTERVAL_SECONDS: '3600' })
  const samples: number[] = []
  const from = performance.now()
  const sampling = setInterval(() => samples.push(residentMegabytes(app.pid)), SAMPLE_MS)
  try {
    await passesDone(app, 1, 1_800_000)
  } finally {
    clearInterval(sampling)
  }
  // not the start, when little has come yet
  const running = samples.slice(Math.floor(samples.length / 5))
  return {
    median: percentile(running, 0.5),
    peak: Math.max(...samples),
    seconds: (performance.now() - from) / 1_000,
  }
}
