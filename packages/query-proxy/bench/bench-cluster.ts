/** An index for a run of the bench, gone when it is over. */
export interface BenchIndex extends AsyncDisposable {
  readonly alias: string
}

/** The OpenSearch of the bench: on this machine, and no other. */
export function loopback(url: string): URL {
  const parsed = new URL(url)
  if (['127.0.0.1', 'localhost', '[::1]'].includes(parsed.hostname)) return parsed
  throw new Error(`Cannot bench against "${parsed.hostname}": only against this machine; start a local stack`)
}

const words = 'export tea grant company fair harbour north minister coffee trade service opportunity'.split(' ')

/** About 1.3 KB of AS2, as sources send it. */
export function documentOf(n: number): string {
  const word = (at: number): string => words[(n * 7 + at * 3) % words.length] ?? ''
  const text = Array.from({ length: 90 }, (_, at) => word(at)).join(' ')
  return JSON.stringify({
    '@context': ['https://www.w3.org/ns/activitystreams', { dit: 'https://www.trade.gov.uk/ns/activitystreams/v1' }],
    id: `dit:bench:Event:${n}:Create`,
    type: 'Create',
    published: new Date(1_700_000_000_000 + n * 60_000).toISOString(),
    'dit:application': 'bench',
    actor: { type: ['Organization', 'dit:company'], 'dit:companiesHouseNumber': String(10_000_000 + n) },
    object: {
      id: `dit:bench:Event:${n}`,
      type: ['Event', n % 2 === 0 ? 'dit:even' : 'dit:odd'],
      name: `${word(1)} ${word(2)} ${n}`,
      content: text,
      url: `https://bench.example/events/${n}`,
    },
  })
}

const properties = {
  id: { type: 'keyword' },
  type: { type: 'keyword' },
  published: { type: 'date' },
  'object.id': { type: 'keyword' },
  'object.type': { type: 'keyword' },
  'object.name': { type: 'text' },
  'object.content': { type: 'text' },
}

/** Fills the index of a feed, under the alias that the proxy searches. */
export async function fillIndex(opensearch: URL, alias: string, count: number, feed = 0): Promise<BenchIndex> {
  const index = `${alias}-bench-${process.pid}-${feed}`
  const call = async (method: string, path: string, body?: string): Promise<void> => {
    const headers = { 'content-type': body?.endsWith('\n') ? 'application/x-ndjson' : 'application/json' }
    const answer = await fetch(new URL(path, opensearch), { method, headers, ...(body ? { body } : {}) })
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${(await answer.text()).slice(0, 500)}`)
    await answer.arrayBuffer()
  }
  const settings = { number_of_shards: 1, number_of_replicas: 0 }
  const mappings = { dynamic: 'false', properties }
  await call('PUT', `/${index}`, JSON.stringify({ settings, mappings, aliases: { [alias]: {} } }))
  for (let from = 0; from < count; from += 1000) {
    const batch = Array.from({ length: Math.min(1000, count - from) }, (_, at) => from + at)
    const lines = batch.flatMap((n) => [
      JSON.stringify({ index: { _id: `dit:bench:Event:${n}:Create` } }),
      documentOf(n),
    ])
    await call('POST', `/${index}/_bulk`, `${lines.join('\n')}\n`)
  }
  await call('POST', `/${index}/_forcemerge?max_num_segments=1`)
  await call('POST', `/${index}/_refresh`)
  return { alias, [Symbol.asyncDispose]: () => call('DELETE', `/${index}`) }
}
