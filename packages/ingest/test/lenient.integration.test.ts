import { readAliasTable } from '@as/index-swapper'
import { eventually } from '@as/test-stack'
import { expect, test } from 'vitest'
import { blueprintsOf } from '../src/mappings/blueprints.ts'
import {
  activity,
  cluster,
  eventsOf,
  feedAt,
  found,
  id,
  ids,
  ingesting,
  passes,
  textOf,
  visible,
  withSource,
} from './harness.ts'

const slow = { passIntervalMs: 3_600_000 }
const { signal } = new AbortController()

const { body: root } = await cluster({ method: 'GET', path: '/' }, { signal })
const knowsFlat = Number((root as { version: { number: string } }).version.number.split('.')[0]) >= 3

// what AS2 allows and the mapping refuses, as a source would write it
const link = '{"id":"link","type":"Like","actor":"https://a.example/me","object":"https://o.example/1","n":1.0}'
const mixed =
  '{"id":"mixed","type":["Announce","x"],"published":"2026-03-01T00:00:00Z","object":[{"id":"m:1","type":["Note"],"name":"in a list"},"https://o.example/2",{"id":"m:2","content":"two"}]}'
const actor =
  '{"id":"actor","type":"Create","actor":"https://a.example/me","object":{"id":"o:1","type":["Note"],"published":"2026-04-01T00:00:00Z","name":"by a link"}}'

test('documents that the mapping refuses though AS2 allows them are searchable, as the source sent them [G6]', async () => {
  await withSource(async (source) => {
    source.append(activity(1), link, mixed, actor)
    await ingesting(feedAt(source.seed, slow), async (events) => {
      const all = ['a:1:Create', 'actor', 'link', 'mixed']
      await eventually('a pass', () => passes(events) === 1)
      expect(await ids()).toEqual(all)
      const text = await textOf('activities')
      for (const sent of [link, mixed, actor]) expect(text).toContain(`"_source":${sent}`)
      expect(eventsOf(events, 'document-rejected')).toEqual([])
      expect(await found({ term: { type: 'Like' } })).toEqual(['link'])
      expect(await found({ range: { published: { gte: '2026-02-01' } } })).toEqual(['mixed'])
      expect(await found({ term: { 'object.id': 'o:1' } })).toEqual(knowsFlat ? ['actor'] : [])
      expect(await found({ match: { 'object.name': 'thing' } })).toEqual(['a:1:Create'])
      // each object of a list is one of the objects
      expect([...(await visible('objects')).keys()].toSorted()).toEqual(['a:1', 'm:1', 'm:2', 'o:1'])
      expect(await textOf('objects')).toContain('"_source":{"id":"m:2","content":"two"}')
      // the tail, too
      source.append(link.replace('"link"', '"link:2"'))
      await eventually('the second link', ids, { holds: (now) => now.length === 5 })
    })
  })
})

test('no source poses as another: a document that claims another feed is its own feed’s all the same', async () => {
  const claims = ['"another"', '["another"]', '{"id":"another"}', '[{"id":"another"}]', 'null']
  await withSource(async (source) => {
    source.append(...claims.map((value, n) => `{"id":"x:${n}","type":"Create","feed_unique_id":${value}}`))
    await ingesting(feedAt(source.seed, slow), async (events) => {
      await eventually('a pass', () => passes(events) === 1)
      expect(await ids()).toEqual(['x:0', 'x:1', 'x:2', 'x:3', 'x:4'])
      const posing = { query: { term: { feed_unique_id: 'another' } } }
      const answer = await cluster({ method: 'POST', path: '/activities/_search', body: posing }, { signal })
      expect(answer).toMatchObject({ status: 200, body: { hits: { hits: [] } } })
    })
  })
})

test.each([
  { sort: [{ 'object.published': 'desc' }] },
  { sort: ['object.name.raw', { published: 'asc' }] },
  { sort: [{ _geo_distance: { 'object.geocoordinates': '51,0' } }] },
  {
    aggs: {
      types: { terms: { field: 'object.type' } },
      years: { date_histogram: { field: 'published', interval: 'year' } },
    },
  },
  { query: { nested: { path: 'object.dit:relatedProgrammes', ignore_unmapped: true, query: { match_all: {} } } } },
  { query: { geo_distance: { distance: '1km', 'object.geocoordinates': '51,0' } } },
])('a search over both kinds of index works: %j', async (search) => {
  await withSource(async (source) => {
    source.append(activity(1), link)
    await ingesting(feedAt(source.seed, slow), async (events) => {
      await eventually('a pass', () => passes(events) === 1)
      const body = JSON.parse(JSON.stringify(search).replace('"interval"', '"calendar_interval"')) as object
      const path = '/activities/_search?allow_partial_search_results=false'
      const answer = await cluster({ method: 'POST', path, body: { ...body, _source: false } }, { signal })
      expect(answer).toMatchObject({ status: 200, body: { _shards: { failed: 0 } } })
    })
  })
})

test.each([
  ...(knowsFlat ? ([['the first', 0, ['actor', 'mixed']]] as const) : []),
  ['the second, for clusters that refuse the first', 1, []] as const,
])('%s lenient mapping takes every such document, and fails no search', async (_, choice, byObjectId) => {
  const index = `lenient-${id}`
  const mappings = blueprintsOf({ feedId: id }).activities?.lenient?.[choice]
  const settings = { 'index.number_of_shards': 1, 'index.mapping.ignore_malformed': true }
  const put = await cluster({ method: 'PUT', path: `/${index}`, body: { settings, mappings } }, { signal })
  expect(put).toMatchObject({ status: 200 })
  try {
    const lines = [link, mixed, actor].map((sent) => `{"index":{"_id":"${JSON.parse(sent).id}"}}\n${sent}\n`)
    const body = Buffer.from(lines.join(''))
    const bulk = await cluster({ method: 'POST', path: `/${index}/_bulk?refresh=true`, body }, { signal })
    expect(bulk.body).toMatchObject({ errors: false })
    const search = async (question: Record<string, unknown>) => {
      const path = `/${index}/_search?allow_partial_search_results=false`
      const answer = await cluster({ method: 'POST', path, body: question }, { signal })
      expect(answer).toMatchObject({ status: 200 })
      return (answer.body as { hits: { hits: { _id: string }[] } }).hits.hits.map(({ _id }) => _id).toSorted()
    }
    expect(await search({ query: { term: { type: 'Announce' } } })).toEqual(['mixed'])
    expect(await search({ query: { terms: { 'object.id': ['o:1', 'm:1'] } } })).toEqual(byObjectId)
    expect(await search({ sort: ['object.published', 'object.name.raw'] })).toHaveLength(3)
    const nested = { path: 'object.dit:relatedProgrammes', ignore_unmapped: choice === 0, query: { match_all: {} } }
    expect(await search({ query: { nested } })).toEqual([])
  } finally {
    await cluster({ method: 'DELETE', path: `/${index}` }, { signal })
  }
})

test('a Delete removes what is about its object from the live, the held and the filling generation, strict or lenient [G4]', async () => {
  await withSource(async (source) => {
    const secret = (n: number) =>
      `{"id":"s:${n}","type":"Create","actor":"https://a/","object":{"id":"o:${n}","content":"secret"}}`
    const filler = Array.from({ length: 12 }, (_, n) => activity(n))
    source.append(secret(1), secret(2), link, ...filler)
    // what the second pass no longer sees makes it held; the third is in the middle
    const guard = { removedShare: 0, removedCount: 0, refusedShare: 1, refusedCount: 1, agreeingPasses: 1_000 }
    const feed = feedAt(source.seed, { guard, passIntervalMs: 0, pageIntervalMs: 200 })
    await ingesting(feed, async (events) => {
      await eventually('the first pass', () => passes(events) === 1)
      source.edit((item) => ((item as { id?: string }).id === 'a:11:Create' ? undefined : item))
      await eventually('a pass to be held', () => eventsOf(events, 'held').length === 1)
      const pages = () => events.filter((event) => event.type === 'page' && event.ingest === 'full').length
      const before = pages()
      await eventually('another to be in the middle', () => pages() > before)
      source.append(
        { id: 'd:1', type: 'Delete', object: ['o:1', 'https://o.example/1'] },
        { id: 'd:2', type: 'Delete', object: { id: 'a:0', content: 'secret' } },
      )
      const gone = ['a:0:Create', 'link', 's:1']
      await eventually('the deletions', ids, { holds: (now) => gone.every((each) => !now.includes(each)) })
      const forgotten = () => eventsOf(events, 'forgotten').reduce((sum, { documents }) => sum + documents, 0)
      // three activities and three objects
      await eventually('to hear of it', forgotten, { holds: (documents) => documents >= 6 })
      expect(eventsOf(events, 'forgotten')[0]).toMatchObject({ way: 'delete', ms: expect.any(Number) })
      expect(await ids()).toContain('s:2')
      expect((await visible('objects')).get('o:1')).toEqual({ id: 'o:1', type: 'Tombstone' })
      // what is being filled loses it by the end of its pass at the latest: then that is held
      const heldBefore = eventsOf(events, 'held').length
      await eventually('two more to be held', () => eventsOf(events, 'held').length >= heldBefore + 2)
      const left = async () => {
        const table = await readAliasTable(cluster, { aliases: ['activities'], family: id, signal })
        const indexes = Object.keys(table).filter((index) =>
          table[index]?.some((alias) => alias === 'activities' || alias.includes('__held__')),
        )
        const names = indexes.map(encodeURIComponent).join(',')
        await cluster({ method: 'POST', path: `/${names}/_refresh` }, { signal })
        const query = { terms: { id: gone } }
        const answer = await cluster({ method: 'POST', path: `/${names}/_count`, body: { query } }, { signal })
        return { indexes: indexes.length, ...(answer.body as { count?: number }) }
      }
      // live and held, each of two kinds; while one that is held replaces another there are more
      await eventually('nothing left', left, { holds: ({ indexes, count }) => indexes === 4 && count === 0 })
    })
  })
})

test('every JSON that a source may write comes back byte for byte [G6]', async () => {
  const exact = [
    '{"id":"big","n":12345678901234567890123,"one":1.0,  "big":9007199254740993,"e":1E400,"object":{"id":"o:big","x":1e400,"y":-0.0}}',
    String.raw`{"id":"lone","s":"\ud800 \udc00\ud800","object":{"id":"o:lone","s":"\uDFFF"}}`,
    String.raw`{"id":"nul","s":"a\u0000b","\u0000":"\u0000","object":{"id":"o:nul"}}`,
    '{"id":"proto","__proto__":{"polluted":true},"constructor":1,"object":{"id":"o:proto","__proto__":null}}',
    '{"id":"proto:link","__proto__":{"a":[1.0]},"object":"https://o.example/3","toString":1.10}',
    '{"id":"utf","s":"\u{1f600} \u2028 é \\/ \\u00e9","object":{"id":"o:\u{1f600}"}}',
  ]
  await withSource(async (source) => {
    source.append(...exact)
    await ingesting(feedAt(source.seed, slow), async (events) => {
      await eventually('a pass', () => passes(events) === 1)
      expect(eventsOf(events, 'document-rejected')).toEqual([])
      const [activities, objects] = [await textOf('activities'), await textOf('objects')]
      for (const sent of exact) {
        expect(activities).toContain(`"_source":${sent}`)
      }
      const sentObjects = exact.flatMap((sent) => /"object":(\{.*\})\}$/s.exec(sent)?.[1] ?? [])
      expect(sentObjects).toHaveLength(5)
      for (const sent of sentObjects) expect(objects).toContain(`"_source":${sent}`)
      // by the tail, into the live generation
      source.append(...exact.map((sent) => sent.replace('"id":"', '"id":"tail:')))
      await eventually('all by the tail', async () => {
        const later = await textOf('activities')
        return exact.every((sent) => later.includes(`"_source":${sent.replace('"id":"', '"id":"tail:')}`))
      })
    })
  })
})
