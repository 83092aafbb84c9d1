/** Prints how fast pages are read, next to bare JSON.parse: `node --conditions=@as/source bench/throughput.ts`. */
import { as2Format } from '../src/formats/as2.ts'
import { findRanges } from '../src/json-ranges.ts'

const activity = (index: number, content: string) => ({
  id: `dit:DataHubInteraction:${index}:Announce`,
  type: 'Announce',
  published: '2024-01-01T00:00:00.000Z',
  generator: { name: 'dit:dataHub', type: 'Application' },
  object: {
    id: `dit:DataHubInteraction:${index}`,
    type: ['dit:Event', 'dit:Interaction'],
    content,
    'dit:public': true,
    startTime: '2024-01-01T00:00:00Z',
    attributedTo: [{ id: 'dit:DataHubTeam:1', type: ['Group', 'dit:Team'], name: 'Team' }],
  },
  actor: { id: `dit:company:${index}`, name: 'Example Ltd' },
})

const contents = {
  'short strings': 'A short text',
  'long ASCII strings': 'Lorem ipsum dolor sit amet, consectetur adipiscing elit. '.repeat(14),
  'long strings with escapes': 'He said "yes"\nand "no"; '.repeat(30),
  'long strings, not ASCII': 'Ünïcödé 日本語 🙂 '.repeat(30),
}

for (const [name, content] of Object.entries(contents)) {
  for (const indent of [0, 2]) {
    const page = { orderedItems: Array.from({ length: 4000 }, (_, index) => activity(index, content)), next: '/2' }
    const body = Buffer.from(JSON.stringify(page, null, indent))
    const text = body.toString()
    const scan = measure(body.length, () => findRanges(body, { maxNesting: 500, url: '' }))
    const whole = measure(body.length, () => as2Format.processPage(body, { url: '' }))
    const parse = measure(body.length, () => JSON.parse(text))
    const show = (rate: number) => `${rate.toFixed(0).padStart(5)} MB/s`
    const label = `${name}${indent ? ', indented' : ''}`.padEnd(36)
    process.stdout.write(
      `${label} findRanges ${show(scan)}, processPage ${show(whole)}, JSON.parse ${show(parse)}, time ratio ${(parse / whole).toFixed(2)}\n`,
    )
  }
}

function measure(bytes: number, run: () => unknown): number {
  for (let warm = 0; warm < 5; warm += 1) run()
  const start = performance.now()
  const rounds = 15
  for (let round = 0; round < rounds; round += 1) run()
  return (bytes * rounds) / 1000 / (performance.now() - start)
}
