import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { createQueryClient, type HitsBody } from '../src/index.ts'

declare module 'vitest' {
  interface ProvidedContext {
    opensearchUrl: string
  }
}

const indexes = [`query-client-${randomUUID()}-a`, `query-client-${randomUUID()}-b`]
const alias = `query-client-${randomUUID()}`

/** 57 documents in two indexes: many at the same time, some without a time. */
const documents = Array.from({ length: 57 }, (_, index) => ({
  id: `dit:test:${String(index).padStart(3, '0')}`,
  type: 'Create',
  ...(index % 5 === 0 ? {} : { published: `2024-01-0${1 + (index % 3)}T00:00:00Z` }),
}))

async function opensearch(method: string, path: string, body?: string): Promise<void> {
  const headers = { 'Content-Type': path.endsWith('_bulk') ? 'application/x-ndjson' : 'application/json' }
  const response = await fetch(`${inject('opensearchUrl')}/${path}`, { method, headers, ...(body && { body }) })
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
  await response.body?.cancel()
}

beforeAll(async () => {
  const properties = { id: { type: 'keyword' }, type: { type: 'keyword' }, published: { type: 'date' } }
  const settings = { number_of_shards: 1, number_of_replicas: 0 }
  for (const [number, index] of indexes.entries()) {
    await opensearch('PUT', index, JSON.stringify({ settings, mappings: { properties }, aliases: { [alias]: {} } }))
    const lines = documents.flatMap((document, position) =>
      position % 2 === number ? [{ index: { _id: document.id } }, document] : [],
    )
    const ndjson = lines.map((line) => `${JSON.stringify(line)}\n`).join('')
    await opensearch('POST', `${index}/_bulk`, ndjson)
    await opensearch('POST', `${index}/_refresh`)
  }
})

afterAll(() => opensearch('DELETE', indexes.join(',')))

/** A client whose searches go to OpenSearch itself. */
function createClient() {
  return createQueryClient({
    url: inject('opensearchUrl'),
    authentication: { type: 'hawk', id: 'test', key: 'test' },
    fetch: (_, init) => {
      const { Authorization: _dropped, ...headers } = init.headers as Record<string, string>
      return fetch(`${inject('opensearchUrl')}/${alias}/_search`, { ...init, headers })
    },
  })
}

async function idsOf(body: HitsBody, pageSize: number): Promise<string[]> {
  const ids: string[] = []
  for await (const hit of createClient().hits('activities', body, { pageSize })) ids.push(hit._source.id)
  return ids
}

const allIds = documents.map(({ id }) => id)
const published = (id: string) => documents.find((document) => document.id === id)?.published ?? ''

test.each([1, 7, 57, 500])('client.hits() gives each document once, oldest first, %i a page', async (pageSize) => {
  const ids = await idsOf({}, pageSize)
  expect(ids.toSorted()).toEqual(allIds)
  expect(ids).toEqual(ids.toSorted((a, b) => published(a).localeCompare(published(b)) || a.localeCompare(b)))
})

test('client.hits() gives each document once by a sort that most share', async () => {
  expect((await idsOf({ sort: 'type' }, 7)).toSorted()).toEqual(allIds)
  expect((await idsOf({ sort: [{ _score: 'desc' }], query: { term: { type: 'Create' } } }, 7)).toSorted()).toEqual(
    allIds,
  )
  expect(await idsOf({ sort: { id: 'desc' } }, 7)).toEqual(allIds.toReversed())
})

test('client.hits() stops rather than leave documents out when a sort value does not fit a number', async () => {
  await expect(idsOf({ sort: { published: 'asc' } }, 46)).rejects.toMatchObject({ code: 'paging_failed' })
})

test('client.search() gives hits, their total and aggregations', async () => {
  const { hits, total, aggregations } = await createClient().search('activities', {
    query: { bool: { filter: [{ exists: { field: 'published' } }], must_not: { ids: { values: ['dit:test:001'] } } } },
    aggs: { byType: { terms: { field: 'type' } } },
    sort: [{ published: 'desc' }, 'id'],
    size: 3,
  })
  expect(hits.map(({ _id, _source }) => [_id, _source.published])).toEqual([
    ['dit:test:002', '2024-01-03T00:00:00Z'],
    ['dit:test:008', '2024-01-03T00:00:00Z'],
    ['dit:test:011', '2024-01-03T00:00:00Z'],
  ])
  expect(total).toEqual({ value: 44, relation: 'eq' })
  expect(aggregations).toMatchObject({ byType: { buckets: [{ key: 'Create', doc_count: 44 }] } })
})

test('client.raw() tells what OpenSearch has against a body', async () => {
  const refused = createClient().raw('activities', { query: { no_such_clause: {} } })
  await expect(refused).rejects.toMatchObject({ code: 'bad_request', status: 400 })
  await expect(refused).rejects.toThrow('parsing_exception')
})
