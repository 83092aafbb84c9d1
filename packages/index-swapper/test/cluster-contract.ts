import { randomBytes } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ClusterRequest, ClusterResponse, SearchCluster } from '../src/index.ts'

/**
 * What we rely on OpenSearch for, as facts. They run on the real one and on the fake, so that what is shown with the
 * fake is true; an upgrade that changes a fact turns a test red.
 */
export function clusterContract(cluster: SearchCluster): void {
  const { signal } = new AbortController()
  let prefix: string
  let [a, b, missing] = ['', '', '']

  const ask = async (method: ClusterRequest['method'], path: string, body?: ClusterRequest['body']) =>
    await cluster({ method, path, ...(body && { body }) }, { signal })
  const refusal = ({ status, body }: ClusterResponse) => [status, (body as { error: { type: string } }).error.type]
  const create = async (index: string, definition: Record<string, unknown> = {}) => {
    const settings = { 'index.number_of_replicas': 0, 'index.refresh_interval': '-1' }
    return await ask('PUT', `/${index}`, { settings, mappings: { dynamic: false }, ...definition })
  }
  const alter = async (...actions: object[]) => await ask('POST', '/_aliases', { actions })
  const add = (index: string, alias: string) => ({ add: { index, alias } })
  const remove = (index: string, alias: string) => ({ remove: { index, alias, must_exist: true } })
  const carried = async (index: string) => {
    const { body } = await ask('GET', `/${index}/_alias?expand_wildcards=all`)
    return Object.keys((body as Record<string, { aliases: object }>)[index]?.aliases ?? {}).sort()
  }
  const bulk = async (...lines: (object | string)[]) => {
    const text = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n')
    return await ask('POST', '/_bulk', Buffer.from(`${text}\n`))
  }
  const items = ({ body }: ClusterResponse) =>
    (
      body as {
        items: Record<string, { status: number; error?: { type: string; reason: string }; _version?: number }>[]
      }
    ).items.map((item) => Object.values(item)[0])
  const statuses = (response: ClusterResponse) => items(response).map((item) => item?.status)
  const index = (_id: string, version: number, _index = `${a}w`) => ({
    index: { _index, _id, version, version_type: 'external_gte', require_alias: true },
  })
  const deletion = (_id: string, if_seq_no: number, _index = `${a}w`) => ({
    delete: { _index, _id, if_seq_no, if_primary_term: 1 },
  })
  interface Found {
    readonly _id: string
    readonly _version: number
    readonly _seq_no: number
    readonly _source: unknown
    readonly fields?: unknown
    readonly sort: readonly unknown[]
  }
  const search = async (names: string, body: Record<string, unknown> = {}) => {
    const answer = await ask('POST', `/${names}/_search?allow_partial_search_results=false`, { size: 100, ...body })
    return answer.body as { hits: { hits: Found[] }; aggregations: Record<string, { value: number }> }
  }
  const found = async (names: string, body?: Record<string, unknown>) =>
    (await search(names, body)).hits.hits.map(({ _id }) => _id).sort()
  const refresh = async (names: string) => await ask('POST', `/${names}/_refresh`)

  beforeEach(async () => {
    prefix = `contract-${randomBytes(4).toString('hex')}`
    ;[a, b, missing] = [`${prefix}-a`, `${prefix}-b`, `${prefix}-missing`]
    await create(a, { aliases: { [`${a}w`]: { is_hidden: true } } })
  })
  afterEach(async () => {
    await ask('DELETE', `/${a},${b},${missing}?ignore_unavailable=true`)
  })

  test('an index that is there is not made again', async () => {
    expect(refusal(await create(a))).toEqual([400, 'resource_already_exists_exception'])
  })

  test('a mapping that makes no sense is refused, and no index is made', async () => {
    const refused = await create(b, { mappings: { properties: { x: { type: 'nonsense' } } } })
    expect(refusal(refused)).toEqual([400, 'mapper_parsing_exception'])
    expect((await ask('HEAD', `/${b}`)).status).toBe(404)
  })

  test('removing an alias with must_exist is refused where it is not there: a swap is a compare-and-swap [I2]', async () => {
    await create(b)
    expect(refusal(await alter(remove(a, `${prefix}-x`)))).toEqual([404, 'aliases_not_found_exception'])
    const stale = await alter(add(b, `${prefix}-x`), remove(a, `${prefix}-x`))
    expect(refusal(stale)).toEqual([404, 'aliases_not_found_exception'])
    expect(await carried(b)).toEqual([])
  })

  test('without must_exist a stale swap succeeds and leaves two indexes live', async () => {
    await create(b)
    await alter(add(a, `${prefix}-x`))
    const stale = await alter({ remove: { index: b, alias: `${prefix}-x` } }, add(b, `${prefix}-x`))
    expect(stale.status).toBe(200)
    expect([await carried(a), await carried(b)]).toEqual([[`${a}w`, `${prefix}-x`], [`${prefix}-x`]])
  })

  test('a request of alias changes is carried out whole or not at all [I2]', async () => {
    await create(b)
    expect((await alter(add(a, `${prefix}-x`))).status).toBe(200)
    const swap = [remove(a, `${prefix}-x`), add(b, `${prefix}-x`)]
    expect(refusal(await alter(...swap, remove(b, `${prefix}-y`)))).toEqual([404, 'aliases_not_found_exception'])
    expect(refusal(await alter(...swap, add(missing, `${prefix}-x`)))).toEqual([404, 'index_not_found_exception'])
    expect([await carried(a), await carried(b)]).toEqual([[`${a}w`, `${prefix}-x`], []])
    expect((await alter(...swap)).status).toBe(200)
    expect([await carried(a), await carried(b)]).toEqual([[`${a}w`], [`${prefix}-x`]])
  })

  test('an alias can be taken off and put on again in one request, which fences whoever has lost it [I3]', async () => {
    const fence = [remove(a, `${a}w`), { add: { index: a, alias: `${a}w`, is_hidden: true } }]
    expect((await alter(...fence)).status).toBe(200)
    await alter(remove(a, `${a}w`))
    expect(refusal(await alter(...fence, add(a, `${prefix}-x`)))).toEqual([404, 'aliases_not_found_exception'])
    expect(await carried(a)).toEqual([])
  })

  test('an alias cannot be named as an index, nor be hidden on some indexes only', async () => {
    await create(b)
    expect(refusal(await alter(add(b, a)))).toEqual([400, 'invalid_alias_name_exception'])
    expect(refusal(await alter(add(b, `${a}w`)))).toEqual([500, 'illegal_state_exception'])
  })

  test('an alias put on and taken off in one request shows whether an index of its name is there', async () => {
    const probe = [add(a, missing), { remove: { index: a, alias: missing, must_exist: false } }]
    expect((await alter(...probe)).status).toBe(200)
    expect(await carried(a)).toEqual([`${a}w`])
    await create(missing)
    expect(refusal(await alter(...probe))).toEqual([400, 'invalid_alias_name_exception'])
  })

  test('a removal of what is not there does not spoil what else a request does', async () => {
    const response = await alter({ remove: { index: a, alias: missing } }, add(a, `${prefix}-x`))
    expect(response.status).toBe(200)
    expect(await carried(a)).toEqual([`${a}w`, `${prefix}-x`])
  })

  test('aliases are read by pattern; what matches none is an empty table, a name that is nothing a 404', async () => {
    const { body } = await ask('GET', `/${prefix}*/_alias?expand_wildcards=all`)
    expect(body).toEqual({ [a]: { aliases: { [`${a}w`]: { is_hidden: true } } } })
    expect((await ask('GET', `/${missing}*/_alias?expand_wildcards=all`)).body).toEqual({})
    expect((await ask('GET', `/${missing}/_alias?expand_wildcards=all`)).status).toBe(404)
  })

  test('deleting names indexes, not aliases; what is gone already can be left out', async () => {
    expect(refusal(await ask('DELETE', `/${a}w`))).toEqual([400, 'illegal_argument_exception'])
    expect(refusal(await ask('DELETE', `/${a},${missing}`))).toEqual([404, 'index_not_found_exception'])
    expect((await ask('HEAD', `/${a}`)).status).toBe(200)
    expect((await ask('DELETE', `/${a},${missing}?ignore_unavailable=true`)).status).toBe(200)
    expect((await ask('HEAD', `/${a}`)).status).toBe(404)
  })

  test('with require_alias a write to what is no alias is a 404 and makes no index [I1]', async () => {
    const gone = await bulk(index('1', 1, missing), '{}')
    expect(items(gone)[0]).toMatchObject({ status: 404, error: { type: 'index_not_found_exception' } })
    expect(statuses(await bulk(index('1', 1, a), '{}')), 'a name that is no alias').toEqual([404])
    expect((await ask('HEAD', `/${missing}`)).status).toBe(404)
  })

  test('an alias and require_alias in the path count for each action that has none; deletions know no require_alias [I1]', async () => {
    await create(b, { aliases: { [`${b}w`]: { is_hidden: true } } })
    const meta = { version: 1, version_type: 'external_gte' }
    const lines = [{ index: { _id: '1', ...meta } }, {}, { index: { _index: `${b}w`, _id: '1', ...meta } }, {}]
    const deletion = { delete: { _id: '2', ...meta } }
    const body = Buffer.from([...lines, deletion].map((line) => `${JSON.stringify(line)}\n`).join(''))
    const send = async (name: string) => statuses(await ask('POST', `/${name}/_bulk?require_alias=true`, body))
    expect(await send(`${a}w`)).toEqual([201, 201, 404])
    expect(await send(a), 'a name that is no alias').toEqual([404, 200, 404])
    const gone = await ask(
      'POST',
      `/${missing}/_bulk?require_alias=true`,
      Buffer.from(`${JSON.stringify(lines[0])}\n{}\n`),
    )
    expect(items(gone)[0]).toMatchObject({ status: 404, error: { type: 'index_not_found_exception' } })
    expect((await ask('HEAD', `/${missing}`)).status).toBe(404)
    await refresh(`${a},${b}`)
    expect(await found(`${a},${b}`)).toEqual(['1', '1'])
  })

  test('a delete by sequence number through an alias that is gone makes no index, and is a 404 [I3]', async () => {
    expect(statuses(await bulk(deletion('1', 0, missing)))).toEqual([404])
    expect((await ask('HEAD', `/${missing}`)).status).toBe(404)
  })

  test('a lower version loses, an equal or greater one wins', async () => {
    const response = await bulk(index('1', 10), '{}', index('1', 10), '{}', index('1', 9), '{}', index('1', 11), '{}')
    expect(statuses(response)).toEqual([201, 200, 409, 200])
    expect(items(response)[2]).toMatchObject({ error: { type: 'version_conflict_engine_exception' } })
  })

  test('what was deleted keeps its version: an older write does not bring it back', async () => {
    const gone = { delete: { _index: `${a}w`, _id: '1', version: 12, version_type: 'external_gte' } }
    expect(statuses(await bulk(index('1', 10), '{}', gone, index('1', 11), '{}'))).toEqual([201, 200, 409])
    expect(statuses(await bulk(index('1', 12), '{}'))).toEqual([201])
  })

  test('a deletion with version 0 is refused with the version there is, as text, of a deleted document too, and deletes nothing', async () => {
    const probe = (_id: string) => ({ delete: { _index: `${a}w`, _id, version: 0, version_type: 'external' } })
    const gone = { delete: { _index: `${a}w`, _id: '2', version: 8, version_type: 'external_gte' } }
    await bulk(index('0', 0), '{}', index('1', 7), '{}', index('2', 7), '{}', gone)
    const response = await bulk(probe('0'), probe('1'), probe('2'), probe('3'), index('3', 0), '{}')
    expect(statuses(response)).toEqual([409, 409, 409, 404, 201])
    const reasons = items(response).map((item) => /current version \[(\d+)\]/.exec(item?.error?.reason ?? '')?.[1])
    expect(reasons).toEqual(['0', '7', '8', undefined, undefined])
    await refresh(a)
    expect(await found(a)).toEqual(['0', '1', '3'])
  })

  test('a version is a signed 64-bit integer, and is compared as one', async () => {
    const line = (version: string) => JSON.stringify(index('1', 0)).replace('"version":0', `"version":${version}`)
    const response = await bulk(line('9223372036854775806'), '{}', line('9223372036854775805'), '{}')
    expect(statuses(response)).toEqual([201, 409])
  })

  test('a delete by sequence number leaves what was written again meanwhile, and adds one to the version', async () => {
    await bulk(index('1', 5), '{}', index('2', 5), '{}', index('2', 6), '{}')
    const response = await bulk(deletion('1', 0), deletion('2', 1), deletion('3', 0))
    expect(statuses(response)).toEqual([200, 409, 409])
    expect(items(response)[0]).toMatchObject({ _version: 6 })
    await refresh(a)
    expect(await found(a)).toEqual(['2'])
    expect(statuses(await bulk(index('1', 5), '{}', index('1', 6), '{}'))).toEqual([409, 201])
  })

  test('a document that the mapping refuses costs that document', async () => {
    const properties = { id: { type: 'keyword' }, object: { properties: { id: { type: 'keyword' } } } }
    await ask('PUT', `/${a}/_mapping`, { properties })
    const documents = [
      '{"object":"https://example"}',
      '{"object":[{"id":"1"},"https://example"]}',
      '{"id":{"a":1}}',
      '{"object":null}',
      '{"object":[],"id":["a","b"],"other":{"a":1}}',
      '{"object":{"id":["a"]}}',
      '{"id":',
    ]
    const response = await bulk(...documents.flatMap((source, n) => [index(String(n), 1), source]))
    expect(statuses(response)).toEqual([400, 400, 400, 201, 201, 201, 400])
    expect(items(response)[0]).toMatchObject({ error: { type: 'mapper_parsing_exception' } })
  })

  test('an id over 512 bytes costs the whole request, an empty one only itself', async () => {
    const whole = await bulk(index('1', 1), '{}', index('x'.repeat(513), 1), '{}')
    expect(refusal(whole)).toEqual([400, 'action_request_validation_exception'])
    expect(statuses(await bulk(index('1', 1), '{}', index('', 1), '{}'))).toEqual([201, 400])
  })

  test('what was written is found after a refresh, not before', async () => {
    await bulk(index('1', 1), '{}')
    expect(await found(a)).toEqual([])
    expect((await ask('GET', `/${a}/_count`)).body).toMatchObject({ count: 0 })
    expect((await refresh(a)).body).toMatchObject({ _shards: { failed: 0 } })
    expect(await found(a)).toEqual(['1'])
    expect((await ask('GET', `/${a}/_count`)).body).toMatchObject({ count: 1 })
    const stats = await ask('GET', `/${prefix}-*/_stats/docs?filter_path=indices.*.primaries.docs.count`)
    expect(stats.body).toEqual({ indices: { [a]: { primaries: { docs: { count: 1 } } } } })
    await bulk(deletion('1', 0))
    expect(await found(a)).toEqual(['1'])
    await refresh(a)
    expect(await found(a)).toEqual([])
  })

  test('a bulk request with refresh is answered when what it has written is found [W6]', async () => {
    await create(b, { aliases: { [`${b}w`]: { is_hidden: true } } })
    const write = async (...lines: object[]) => {
      const body = Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
      return statuses(await ask('POST', '/_bulk?refresh=true', body))
    }
    await bulk(index('1', 2), '{}')
    expect(await write(index('2', 1), {}, index('3', 1, `${b}w`), {})).toEqual([201, 201])
    expect(await found(a)).toEqual(['1', '2'])
    expect(await found(b)).toEqual(['3'])
    await bulk(index('4', 1), '{}')
    expect(await write(index('1', 1), {}, index('5', 1, `${b}w`), {})).toEqual([409, 201])
    // where nothing was written, 2.19 finds the fourth and 3.6 does not
    expect(await found(a)).toEqual(expect.arrayContaining(['1', '2']))
    expect(await found(b)).toEqual(['3', '5'])
  })

  test('what is asked of an index that is gone is a 404', async () => {
    const requests = [
      ask('POST', `/${missing}/_refresh`),
      ask('POST', `/${missing}/_flush`),
      ask('PUT', `/${missing}/_settings`, { index: { number_of_replicas: 0 } }),
      ask('PUT', `/${missing}/_mapping`, { _meta: {} }),
      ask('GET', `/${missing}/_count`),
      ask('POST', `/${missing}/_search`, {}),
    ]
    for (const response of await Promise.all(requests)) {
      expect(refusal(response)).toEqual([404, 'index_not_found_exception'])
    }
  })

  test('settings change in place; null puts the default back', async () => {
    const path = `/${a}/_settings`
    const change = { refresh_interval: null, number_of_replicas: 1, 'translog.durability': 'request' }
    const read = async () => {
      const { body } = await ask('GET', path)
      return (body as Record<string, { settings: { index: object } }>)[a]?.settings.index
    }
    expect(await read()).toMatchObject({ refresh_interval: '-1', number_of_replicas: '0' })
    expect((await ask('PUT', path, { index: change })).status).toBe(200)
    expect(await read()).toMatchObject({ number_of_replicas: '1', translog: { durability: 'request' } })
    expect(await read()).not.toHaveProperty('refresh_interval')
  })

  test('_meta is replaced as a whole, and the rest of the mapping stays', async () => {
    await ask('PUT', `/${a}/_mapping`, { _meta: { x: 1 }, properties: { id: { type: 'keyword' } } })
    await ask('PUT', `/${a}/_mapping`, { _meta: { y: 2 } })
    expect((await ask('GET', `/${a}/_mapping`)).body).toMatchObject({
      [a]: { mappings: { _meta: { y: 2 }, properties: { id: { type: 'keyword' } } } },
    })
  })

  test('health waits for shards; of an index that is gone it says so after its time', async () => {
    const query = 'wait_for_no_initializing_shards=true&timeout=1s'
    expect((await ask('GET', `/_cluster/health/${a}?${query}`)).status).toBe(200)
    expect((await ask('GET', `/_cluster/health/${missing}?${query}`)).status).toBe(408)
  })

  const properties = {
    id: { type: 'keyword' },
    at: { type: 'date' },
    feed: { type: 'constant_keyword', value: 'f' },
    object: { properties: { id: { type: 'keyword' } } },
  }
  const fill = async () => {
    await ask('PUT', `/${a}/_mapping`, { properties })
    const documents = [1, 2, 3, 4, 5].map((n) => ({ id: `d${n}`, at: `2026-01-0${n}`, object: { id: `o${n % 2}` } }))
    await bulk(...documents.flatMap((source, n) => [index(source.id, n + 1), source]))
    await refresh(a)
  }

  test('a search by terms gives versions and sequence numbers, and goes on after the last sort key', async () => {
    await fill()
    const body = {
      size: 2,
      query: { terms: { 'object.id': ['o1', 'o2'] } },
      sort: ['id'],
      _source: false,
      fields: ['object.id'],
      version: true,
      seq_no_primary_term: true,
      track_total_hits: false,
    }
    const { hits } = (await search(a, body)).hits
    expect(hits.map(({ _id }) => _id)).toEqual(['d1', 'd3'])
    expect(hits[1]).toMatchObject({ _version: 3, _seq_no: 2, fields: { 'object.id': ['o1'] }, sort: ['d3'] })
    expect(await found(a, { ...body, search_after: hits.at(-1)?.sort })).toEqual(['d5'])
    expect(await found(a, { ...body, search_after: ['d5'] })).toEqual([])
  })

  test('a term query finds every document of an index by its constant keyword', async () => {
    await fill()
    expect(await found(a, { query: { term: { feed: 'f' } } })).toHaveLength(5)
    expect(await found(a, { query: { term: { feed: 'g' } } })).toEqual([])
  })

  test('cardinality counts distinct values over several indexes, max gives the latest date or null', async () => {
    await fill()
    await create(b, { mappings: { properties }, aliases: { [`${b}w`]: {} } })
    await bulk(index('d1', 1, `${b}w`), '{"id":"d1"}', index('d9', 1, `${b}w`), '{"id":"d9"}')
    await refresh(b)
    const aggs = {
      ids: { cardinality: { field: 'id', precision_threshold: 40_000 } },
      newest: { max: { field: 'at' } },
    }
    const { aggregations } = await search(`${a},${b}`, { size: 0, aggs })
    expect(aggregations).toMatchObject({ ids: { value: 6 }, newest: { value: Date.parse('2026-01-05') } })
    expect((await search(b, { size: 0, aggs })).aggregations.newest).toMatchObject({ value: null })
  })

  test('a search through an alias sees every index that carries it', async () => {
    await fill()
    await create(b, { aliases: { [`${b}w`]: {} } })
    await bulk(index('d9', 1, `${b}w`), '{"id":"d9"}')
    await refresh(b)
    await alter(add(a, `${prefix}-x`), add(b, `${prefix}-x`))
    expect(await found(`${prefix}-x`)).toHaveLength(6)
    await alter(remove(a, `${prefix}-x`))
    expect(await found(`${prefix}-x`)).toEqual(['d9'])
  })
}
