/** Prints what a check costs next to JSON.parse alone: `node --conditions=@as/source bench/parse.ts`. */
import { parsePageBytes } from '../src/index.ts'

const activity = (index: number) => ({
  id: `dit:DataHubInteraction:${index}:Announce`,
  type: 'Announce',
  published: '2026-01-01T00:00:00.000Z',
  generator: { name: 'dit:dataHub', type: 'Application' },
  object: {
    id: `dit:DataHubInteraction:${index}`,
    type: ['dit:Event', 'dit:Interaction'],
    content: 'Lorem ipsum dolor sit amet, consectetur adipiscing elit. '.repeat(8),
    'dit:public': true,
    startTime: '2026-01-01T00:00:00Z',
    attributedTo: [
      { id: `dit:DataHubCompany:${index}`, type: ['Organization', 'dit:Company'], name: 'A Company' },
      { id: 'dit:DataHubAdviser:1', type: ['Person', 'dit:Adviser'], 'dit:emailAddress': 'mair@example.org' },
    ],
    url: `https://www.example.org/interactions/${index}`,
  },
  actor: { id: `dit:company:${index}`, type: 'Organization', name: 'Example Ltd' },
})

const page = {
  '@context': ['https://www.w3.org/ns/activitystreams', { dit: 'https://www.trade.gov.uk/ns/activitystreams/v1' }],
  type: 'OrderedCollectionPage',
  orderedItems: Array.from({ length: 100 }, (_, index) => activity(index)),
  next: 'https://example.org/feed?cursor=100',
}
const bytes = new TextEncoder().encode(JSON.stringify(page))
const kilobytes = bytes.byteLength / 1000

const levels = ['strict', 'lax', 'minimal'] as const
const runs = [
  { name: 'JSON.parse alone', run: () => JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) },
  ...levels.map((level) => ({
    name: `parsePageBytes, ${level}`,
    run: () => parsePageBytes(bytes, { level }).ok || fail(level),
  })),
]
for (const { run } of runs) repeat(run, 100)
// side by side, round by round: whatever slows the machine down slows all of them
const total = runs.map(() => 0)
for (let round = 0; round < 10; round += 1) {
  for (const [index, { run }] of runs.entries()) total[index] = (total[index] ?? 0) + repeat(run, 50)
}
process.stdout.write(`a page of 100 activities, ${kilobytes.toFixed(0)} kB\n`)
for (const [index, { name }] of runs.entries()) {
  const ms = (total[index] ?? 0) / 500
  const ratio = ms / ((total[0] ?? 0) / 500)
  process.stdout.write(
    `${name.padEnd(24)} ${ms.toFixed(3).padStart(8)} ms a page ${(ms / kilobytes).toFixed(5).padStart(9)} ms a kB ${ratio.toFixed(2).padStart(6)} ×\n`,
  )
}

function repeat(run: () => unknown, times: number): number {
  const start = performance.now()
  for (let time = 0; time < times; time += 1) run()
  return performance.now() - start
}

function fail(level: string): never {
  throw new Error(`the page is not ${level}`)
}
