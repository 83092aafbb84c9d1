import { expectTypeOf } from 'vitest'
import type { QueryClient } from './create-query-client.ts'
import type { TypedAggregation } from './typed-aggregations.ts'

declare const untyped: QueryClient

interface Order {
  id: string
  type: string
  published: string
  actor?: { id: string; name?: string }
  object: {
    id: string
    'dit:public': boolean
    lines: readonly { product: string; price: number }[]
    place: { lat: number; lon: number }
  }
}
interface Product {
  id: string
  name: string
}
interface Shop {
  activities: {
    source: Order
    fields: {
      id: 'keyword'
      type: 'keyword'
      published: 'date'
      'object.name': 'text'
      'object.name.raw': 'keyword'
      'object.dit:public': 'boolean'
      'object.place': 'geo_point'
      'object.total': 'double'
      'object.lines': 'nested'
      'object.lines.price': 'double'
    }
  }
  objects: { source: Product; fields: { id: 'keyword'; name: 'text' } }
}
const client = untyped.withSchema<Shop>()

export async function queries(): Promise<void> {
  await client.search('activities', { query: { term: { type: 'Create' } } })
  await client.search('activities', { query: { term: { 'object.dit:public': { value: true } } } })
  await client.search('activities', { query: { terms: { type: ['Create', 'Update'] } } })
  await client.search('activities', { query: { range: { published: { gte: 'now-1d' }, 'object.total': { lt: 5 } } } })
  await client.search('activities', { query: { match: { 'object.name': { query: 'tea', operator: 'and' } } } })
  await client.search('activities', { query: { multi_match: { query: 'tea', fields: ['object.name^2'] } } })
  await client.search('activities', { query: { geo_distance: { distance: '1km', 'object.place': [0, 51] } } })
  await client.search('activities', {
    query: { nested: { path: 'object.lines', query: { range: { 'object.lines.price': { gt: 1 } } } } },
    sort: [{ published: 'desc' }, 'id'],
  })
  await client.count('objects', { bool: { must: { match: { name: 'tea' } }, filter: [{ exists: { field: 'id' } }] } })

  // @ts-expect-error there is no such field
  await client.search('activities', { query: { term: { typ: 'Create' } } })
  // @ts-expect-error a text is cut into words: term never finds what it was
  await client.search('activities', { query: { term: { 'object.name': 'tea' } } })
  // @ts-expect-error a boolean is no text
  await client.search('activities', { query: { term: { 'object.dit:public': 'true' } } })
  // @ts-expect-error a number is no text
  await client.search('activities', { query: { range: { 'object.total': { gte: 'now' } } } })
  // @ts-expect-error keywords have no words
  await client.search('activities', { query: { match_phrase: { type: 'Create' } } })
  // @ts-expect-error a date has no beginning
  await client.search('activities', { query: { prefix: { published: '2024' } } })
  // @ts-expect-error not a point
  await client.search('activities', { query: { geo_distance: { distance: '1km', published: [0, 51] } } })
  // @ts-expect-error not nested
  await client.search('activities', { query: { nested: { path: 'object.name', query: { match_all: {} } } } })
  // @ts-expect-error looked at inside as well
  await client.search('activities', { query: { bool: { filter: [{ term: { nowhere: 'x' } }] } } })
  // @ts-expect-error nothing to sort a text by
  await client.search('activities', { sort: 'object.name' })
  // @ts-expect-error the fields of activities are not those of objects
  await client.search('objects', { query: { term: { type: 'Create' } } })
  // @ts-expect-error the right field beside a wrong one
  await client.search('activities', { query: { term: { type: 'Create', typ: 'Create' } } })
  // @ts-expect-error misspelt
  await client.search('activities', { qeury: { match_all: {} }, size: 1 })
  // @ts-expect-error two clauses need a bool around them
  await client.count('activities', { term: { type: 'a' }, match_all: {} })
}

export async function sources(): Promise<void> {
  const whole = await client.search('activities', {})
  expectTypeOf(whole.hits[0]?._source).toEqualTypeOf<Order | undefined>()
  const none = await client.search('activities', { _source: false })
  expectTypeOf(none.hits[0]?._source).toEqualTypeOf<undefined>()
  const one = await client.search('activities', { _source: 'published' })
  expectTypeOf(one.hits[0]?._source).toEqualTypeOf<{ published: string } | undefined>()
  const some = await client.search('activities', { _source: ['id', 'actor.name', 'object.lines.price'] })
  expectTypeOf(some.hits[0]?._source).toEqualTypeOf<
    | {
        id: string
        actor?: { name?: string }
        object: { lines: readonly { price: number }[] }
      }
    | undefined
  >()
  for await (const { _source } of client.stream('objects', { _source: ['name'] })) {
    expectTypeOf(_source).toEqualTypeOf<{ name: string }>()
  }
  for await (const { _source } of client.hits('objects', {})) expectTypeOf(_source).toEqualTypeOf<Product>()
  // @ts-expect-error there is no such path in a document
  await client.search('activities', { _source: ['object.nowhere'] })
}

export async function aggregations(): Promise<void> {
  const { aggregations: found } = await client.search('activities', {
    size: 0,
    aggs: {
      types: {
        terms: { field: 'type', size: 5 },
        aggs: { total: { sum: { field: 'object.total' } }, days: { date_histogram: { field: 'published' } } },
      },
      shown: { terms: { field: 'object.dit:public' } },
      prices: { terms: { field: 'object.total' } },
      newest: { max: { field: 'published' } },
      spread: { stats: { field: 'object.total' } },
      parts: { filters: { filters: { created: { term: { type: 'Create' } }, rest: { match_all: {} } } } },
      lines: { nested: { path: 'object.lines' }, aggs: { cheapest: { min: { field: 'object.lines.price' } } } },
    },
  })
  const [bucket] = found.types.buckets
  expectTypeOf(bucket?.key).toEqualTypeOf<string | undefined>()
  expectTypeOf(bucket?.total.value).toEqualTypeOf<number | null | undefined>()
  expectTypeOf(bucket?.days.buckets[0]?.key).toEqualTypeOf<number | undefined>()
  expectTypeOf(found.shown.buckets[0]?.key).toEqualTypeOf<0 | 1 | undefined>()
  expectTypeOf(found.prices.buckets[0]?.key).toEqualTypeOf<number | undefined>()
  expectTypeOf(found.newest.value).toEqualTypeOf<number | null>()
  expectTypeOf(found.spread.avg).toEqualTypeOf<number | null>()
  expectTypeOf(found.parts.buckets.created.doc_count).toEqualTypeOf<number>()
  expectTypeOf(found.lines.cheapest.value).toEqualTypeOf<number | null>()

  // @ts-expect-error it was not asked for
  void found.other
  // @ts-expect-error it has no aggregation of that name inside
  void bucket?.other
  const none = await client.search('activities', {})
  // @ts-expect-error nothing was asked for
  void none.aggregations.types.buckets
  // @ts-expect-error a text has no terms to count
  await client.search('activities', { aggs: { a: { terms: { field: 'object.name' } } } })
  // @ts-expect-error no sum of dates
  await client.search('activities', { aggs: { a: { sum: { field: 'published' } } } })
  // @ts-expect-error no such aggregation
  await client.search('activities', { aggs: { a: { term: { field: 'type' } } } })
  // @ts-expect-error looked at inside as well
  const inside = { missing: { field: 'type' }, aggs: { b: { avg: { field: 'x' } } } } as const satisfies Aggregation
  void inside
}

type Aggregation = TypedAggregation<Shop['activities']['fields']>
