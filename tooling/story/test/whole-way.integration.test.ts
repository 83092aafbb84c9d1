import { freePort } from '@as/local-stack'
import { createQueryClient, type QueryClient, UnauthorizedError } from '@as/query-client'
import { eventually, type RunningApp, runApp, type ScriptedSource, startScriptedSource } from '@as/test-stack'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'

/** The story is told in order, by real processes: each test goes on where the one before ended. */

const seconds = {
  FULL_INGEST_MIN_INTERVAL_SECONDS: '0.5',
  UPDATES_INTERVAL_SECONDS: '0.1',
  RETRY_INTERVALS_SECONDS: '0.2',
}
const proxied = { 'X-Forwarded-For': '1.2.3.4, 127.0.0.1', 'X-Forwarded-Proto': 'http' }

let orders: ScriptedSource
let invoices: ScriptedSource
let verification: RunningApp
let outgoing: RunningApp
let incoming: RunningApp
let url: string
let everything: QueryClient
let ordersOnly: QueryClient
let nothing: QueryClient

beforeAll(async () => {
  orders = await startScriptedSource()
  invoices = await startScriptedSource()
  const [port, verificationPort] = [await freePort(), await freePort()]
  url = `http://127.0.0.1:${port}`
  const shared = { REDIS_URL: inject('redisUrl'), OPENSEARCH_URL: inject('opensearchUrl') }
  const feeds = {
    FEEDS__1__UNIQUE_ID: 'orders',
    FEEDS__1__SEED: orders.seed,
    FEEDS__1__TYPE: 'activity_stream',
    FEEDS__1__ACCESS_KEY_ID: 'outgoing',
    FEEDS__1__SECRET_ACCESS_KEY: 'source-s3cret',
    FEEDS__2__UNIQUE_ID: 'invoices',
    FEEDS__2__SEED: invoices.seed,
    FEEDS__2__TYPE: 'activity_stream',
    FEEDS__3__UNIQUE_ID: 'verification',
    FEEDS__3__SEED: `http://127.0.0.1:${verificationPort}/${Math.floor(Date.now() / 1000) - 30}`,
    FEEDS__3__TYPE: 'activity_stream',
  }
  verification = runApp('verification-feed', { PORT: `${verificationPort}` })
  outgoing = runApp('outgoing', { ...shared, ...feeds, ...seconds })
  incoming = runApp('incoming', {
    ...shared,
    ...feeds,
    PORT: `${port}`,
    INCOMING_IP_WHITELIST__1: '1.2.3.4',
    INCOMING_ACCESS_KEY_PAIRS__1__KEY_ID: 'everything',
    INCOMING_ACCESS_KEY_PAIRS__1__SECRET_KEY: 'everything-s3cret',
    INCOMING_ACCESS_KEY_PAIRS__1__PERMISSIONS__activities__1: '__MATCH_ALL__',
    INCOMING_ACCESS_KEY_PAIRS__1__PERMISSIONS__objects__1: '__MATCH_ALL__',
    INCOMING_ACCESS_KEY_PAIRS__2__KEY_ID: 'orders-only',
    INCOMING_ACCESS_KEY_PAIRS__2__SECRET_KEY: 'orders-s3cret',
    INCOMING_ACCESS_KEY_PAIRS__2__PERMISSIONS__activities__1__TERMS_KEY: 'object.type',
    INCOMING_ACCESS_KEY_PAIRS__2__PERMISSIONS__activities__1__TERMS_VALUES__1: 'Order',
    INCOMING_ACCESS_KEY_PAIRS__3__KEY_ID: 'nothing',
    INCOMING_ACCESS_KEY_PAIRS__3__SECRET_KEY: 'nothing-s3cret',
    INCOMING_ACCESS_KEY_PAIRS__3__PERMISSIONS__activities__1: '__MATCH_NONE__',
  })
  everything = client('everything', 'everything-s3cret')
  ordersOnly = client('orders-only', 'orders-s3cret')
  nothing = client('nothing', 'nothing-s3cret')
})

afterAll(async () => {
  for (const each of [verification, outgoing, incoming, orders, invoices]) await each?.[Symbol.asyncDispose]()
})

function client(id: string, key: string): QueryClient {
  return createQueryClient({ url, authentication: { type: 'hawk', id, key }, headers: proxied })
}

const item = (type: string, n: number, name = `${type} ${n}`) => ({
  id: `${type}:${n}:Create`,
  type: 'Create',
  published: new Date(Date.UTC(2026, 0, 1) + n * 1000).toISOString(),
  object: { id: `${type}:${n}`, type: ['Document', type], name },
})

/** Names of what a consumer sees of the scripted sources, sorted. */
async function names(who: QueryClient, query: object = { match_all: {} }): Promise<string[]> {
  const of = { terms: { 'object.type': ['Order', 'Invoice'] } }
  const { hits } = await who.raw<{ object: { name: string } }, 'activities'>('activities', {
    size: 1000,
    query: { bool: { must: [query], filter: [of] } },
  })
  return hits.hits.map(({ _source }) => _source.object.name).sort()
}

const seesExactly = (who: QueryClient, expected: string[]) =>
  eventually(`to see exactly ${expected.join(', ')}`, () => names(who), {
    holds: (seen) => seen.join() === expected.join(),
  })

test('a consumer sees what the sources have, and each key only what it may', async () => {
  orders.append(...[1, 2, 3, 4].map((n) => item('Order', n)))
  invoices.append(...[1, 2].map((n) => item('Invoice', n)))
  await seesExactly(everything, ['Invoice 1', 'Invoice 2', 'Order 1', 'Order 2', 'Order 3', 'Order 4'])
  expect(await names(ordersOnly)).toEqual(['Order 1', 'Order 2', 'Order 3', 'Order 4'])
  expect(await names(nothing)).toEqual([])
})

test('no query gets a key out of its permission', async () => {
  const invoice = { term: { 'object.type': 'Invoice' } }
  const attempts = [
    invoice,
    { bool: { should: [invoice, { match_all: {} }] } },
    { bool: { should: [invoice] } },
    { bool: { must_not: [{ term: { 'object.type': 'Order' } }] } },
    { bool: { should: [invoice], minimum_should_match: 0 } },
  ]
  for (const query of attempts) {
    expect((await names(ordersOnly, query)).filter((name) => name.startsWith('Invoice'))).toEqual([])
  }
  const { hits } = await ordersOnly.search('objects', { query: { match_all: {} } })
  expect(hits, 'objects, for which the key has no permission').toEqual([])
})

test('a new activity is seen, a changed one is seen changed, a deleted one is no longer seen', async () => {
  orders.append(item('Order', 5))
  await seesExactly(ordersOnly, ['Order 1', 'Order 2', 'Order 3', 'Order 4', 'Order 5'])
  orders.edit((activity) => {
    const { id } = activity as { id: string }
    if (id === 'Order:2:Create') return undefined
    return id === 'Order:3:Create' ? item('Order', 3, 'Order 3, changed') : activity
  })
  await seesExactly(ordersOnly, ['Order 1', 'Order 3, changed', 'Order 4', 'Order 5'])
  const { hits } = await everything.search('objects', { query: { ids: { values: ['Order:2', 'Order:3'] } } })
  expect(hits.map(({ _source }) => _source)).toEqual([item('Order', 3, 'Order 3, changed').object])
})

test('a source that dies takes nothing away, and comes back by itself', async () => {
  orders.interfere((_request, response) => {
    response.destroy()
    return true
  })
  await eventually('a failed pass', () => outgoing.lines.some((line) => /orders,full\].*\(failed\)$/.test(line)))
  invoices.append(item('Invoice', 3))
  await seesExactly(everything, [
    'Invoice 1',
    'Invoice 2',
    'Invoice 3',
    'Order 1',
    'Order 3, changed',
    'Order 4',
    'Order 5',
  ])
  orders.interfere(undefined)
  orders.append(item('Order', 6))
  await seesExactly(ordersOnly, ['Order 1', 'Order 3, changed', 'Order 4', 'Order 5', 'Order 6'])
})

test('the verification feed is there, and fresh', async () => {
  const newest = async () => {
    const { hits } = await everything.search('activities', {
      size: 1,
      query: { term: { 'object.type': 'dit:activityStreamVerificationFeed:Verifier' } },
      sort: [{ published: 'desc' }],
    })
    return Date.parse(String(hits[0]?._source.published))
  }
  await eventually('an activity of the last five seconds', newest, { holds: (at) => Date.now() - at < 5_000 })
})

test('a key that nobody gave out is refused', async () => {
  await expect(names(client('everything', 'guessed'))).rejects.toThrow(UnauthorizedError)
  await expect(names(client('nobody', 'guessed'))).rejects.toThrow(UnauthorizedError)
})

test('the checks are green and the metrics of outgoing are there', async () => {
  const checks = async () => await (await fetch(`${url}/checks/p2`)).text()
  expect(await eventually('green', checks, { holds: (text) => !text.includes('RED') })).toMatch(
    /^__UP__( \(IN_STARTUP_GRACE_PERIOD\))?\n.*orders:GREEN/s,
  )
  expect(await (await fetch(`${url}/checks/p1`)).text()).toBe('__UP__\n')
  const metrics = async () => await (await fetch(`${url}/metrics`)).text()
  const searchable = /^elasticsearch_feed_activities_total\{feed_unique_id="orders",searchable="searchable"\} 5$/m
  expect(
    await eventually('the five orders in the metrics', metrics, { holds: (text) => searchable.test(text) }),
  ).toMatch(/^ingest_activities_nonunique_total\{feed_unique_id="orders",ingest_type="full"\} \d+$/m)
})

test('SIGTERM ends all three with status 0, and no secret was written anywhere', async () => {
  for (const app of [verification, outgoing, incoming]) app.kill('SIGTERM')
  expect(await Promise.all([verification, outgoing, incoming].map((app) => app.ended))).toEqual([0, 0, 0])
  expect([verification, outgoing, incoming].flatMap((app) => app.lines).join('\n')).not.toContain('s3cret')
})
