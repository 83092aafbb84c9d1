/**
 * Prints pages and MB a second of readFeed(), beside a bare loop of fetch() that parses each page's JSON, against the
 * same server: `node --conditions=@as/source bench/pages.ts`.
 */
import { Worker } from 'node:worker_threads'
import { as2Format, createPageRequester, readFeed } from '../src/index.ts'

type Read = (seed: string) => Promise<{ pages: number; items: number; bytes: number }>

const readers: Record<string, Read> = {
  async 'bare fetch'(seed) {
    const read = { pages: 0, items: 0, bytes: 0 }
    for (let url: string | undefined = seed; url !== undefined; ) {
      const response: Response = await fetch(url)
      const page = (await response.json()) as { orderedItems: unknown[]; next?: string }
      read.pages += 1
      read.items += page.orderedItems.length
      read.bytes += Number(response.headers.get('content-length'))
      url = page.next
    }
    return read
  },
  async readFeed(seed) {
    const read = { pages: 0, items: 0, bytes: 0 }
    const { signal } = new AbortController()
    for await (const page of readFeed({ seed, format: as2Format, requestPage, signal })) {
      read.pages += 1
      read.items += page.items.length
      read.bytes += page.bodyBytes
    }
    return read
  },
}

const requestPage = createPageRequester({ authentication: { type: 'none' } })
const worker = new Worker(new URL('./pages-server.ts', import.meta.url))
const port = await new Promise<number>((resolve) => {
  worker.once('message', resolve)
})

const names = Object.keys(readers)
const median = (numbers: readonly number[]) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0

for (const size of [10, 100, 1000]) {
  const seed = `http://127.0.0.1:${port}/${size}/1`
  const rounds: number[][] = []
  let last = { pages: 0, items: 0, bytes: 0 }
  // by turns, so that both meet the same moods of the machine; the first rounds only warm up
  for (let round = -3; round < 21; round += 1) {
    const taken: number[] = []
    for (const read of Object.values(readers)) {
      const start = performance.now()
      last = await read(seed)
      taken.push(performance.now() - start)
    }
    if (round >= 0) rounds.push(taken)
  }
  const rates = names.map((name, index) => {
    const ms = median(rounds.map((taken) => taken[index] ?? 0))
    const perSecond = (last.pages * 1000) / ms
    return `${name} ${perSecond.toFixed(0).padStart(5)} pages/s ${(last.bytes / 1000 / ms).toFixed(0).padStart(4)} MB/s`
  })
  const ratio = median(rounds.map(([bare = 0, ours = 1]) => bare / ours))
  const label = `${size} activities a page (${Math.round(last.bytes / last.pages / 1000)} kB)`.padEnd(36)
  process.stdout.write(`${label} ${rates.join(', ')}, ratio ${ratio.toFixed(2)}\n`)
}
await worker.terminate()
