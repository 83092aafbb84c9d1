import { randomBytes } from 'node:crypto'
import { launchBrowser } from '@as/browser'
import { freePort } from '@as/local-stack'
import { createQueryClient, type QueryClient } from '@as/query-client'
import { eventually, type RunningApp, runApp, type ScriptedSource, startScriptedSource } from '@as/test-stack'
import { Redis } from 'ioredis'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, inject, test, vi } from 'vitest'
import { connectOpenSearch } from '../src/opensearch/connect-opensearch.ts'
import { type OpenConsole, openConsole } from './open-console.ts'

vi.setConfig({ testTimeout: 300_000 })

/** An operator's day, told in order: sources, outgoing, incoming, OpenSearch, Redis and the browser are real. */

const opensearch = connectOpenSearch({ url: inject('opensearchUrl'), authentication: { type: 'none' } })
const redis = new Redis(inject('redisUrl'))
const run = randomBytes(3).toString('hex')
const [ordersId, invoicesId] = [`orders_${run}`, `invoices_${run}`]
const token = 'the token of the admin API'
const soon = { timeout: 60_000 }

let browser: Browser
let orders: ScriptedSource
let invoices: ScriptedSource
let outgoing: RunningApp
let incoming: RunningApp
let open: OpenConsole
let consumer: QueryClient

beforeAll(async () => {
  browser = await launchBrowser({ onProgress: console.log })
  orders = await startScriptedSource({ pageSize: 5 })
  invoices = await startScriptedSource()
  const [adminPort, port] = [await freePort(), await freePort()]
  const shared = { REDIS_URL: inject('redisUrl'), OPENSEARCH_URL: inject('opensearchUrl') }
  outgoing = runApp('outgoing', {
    ...shared,
    ADMIN_PORT: `${adminPort}`,
    ADMIN_TOKEN: token,
    INDEX_REPLICAS: '0',
    FULL_INGEST_MIN_INTERVAL_SECONDS: '1',
    UPDATES_INTERVAL_SECONDS: '0.2',
    RETRY_INTERVALS_SECONDS: '0.5',
    GUARD_REMOVED_SHARE: '0.1',
    GUARD_REMOVED_COUNT: '3',
    GUARD_AGREEING_PASSES: '1000',
    FEEDS__1__UNIQUE_ID: ordersId,
    FEEDS__1__SEED: orders.seed,
    FEEDS__1__TYPE: 'activity_stream',
    FEEDS__2__UNIQUE_ID: invoicesId,
    FEEDS__2__SEED: invoices.seed,
    FEEDS__2__TYPE: 'activity_stream',
  })
  const pair = 'INCOMING_ACCESS_KEY_PAIRS__1'
  incoming = runApp('incoming', {
    ...shared,
    PORT: `${port}`,
    INCOMING_IP_WHITELIST__1: '127.0.0.1',
    [`${pair}__KEY_ID`]: 'story',
    [`${pair}__SECRET_KEY`]: 'story-secret',
    [`${pair}__PERMISSIONS__activities__1`]: '__MATCH_ALL__',
  })
  const url = `http://127.0.0.1:${port}`
  consumer = createQueryClient({
    url,
    authentication: { type: 'hawk', id: 'story', key: 'story-secret' },
    headers: { 'X-Forwarded-For': '127.0.0.1, 127.0.0.1', 'X-Forwarded-Proto': 'http' },
  })
  open = await openConsole({
    opensearch,
    redis,
    outgoing: { url: `http://127.0.0.1:${adminPort}`, token },
    incoming: { url, keyId: 'story', secretKey: 'story-secret' },
    limits: { failingMs: 1_500, failingPasses: 0, tailFailureMs: 180_000, silentMs: 600_000 },
    intervalMs: 200,
    freshnessIntervalMs: 200,
  })
}, 600_000)

afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') console.log(outgoing.lines.slice(-40).join('\n'))
  for (const context of browser.contexts()) await context.close()
})

afterAll(async () => {
  await browser?.close()
  for (const each of [open, outgoing, incoming, orders, invoices]) await each?.[Symbol.asyncDispose]()
  redis.disconnect()
  opensearch[Symbol.dispose]()
})

const order = (n: number) => ({
  id: `story:Order:${n}:Create`,
  type: 'Create',
  published: new Date().toISOString(),
  object: { id: `story:Order:${n}`, type: 'Order', name: `Order ${n}` },
})

/** The orders that a consumer finds. */
async function seen(): Promise<string[]> {
  const { hits } = await consumer.search('activities', { size: 100, query: { term: { 'object.type': 'Order' } } })
  return hits.map(({ _source }) => String((_source.object as { name?: string }).name)).sort()
}

const named = (...numbers: number[]) => numbers.map((n) => `Order ${n}`).sort()
const sees = (...numbers: number[]) =>
  eventually(`to see the orders ${numbers.join(', ')}`, seen, {
    holds: (found) => found.join() === named(...numbers).join(),
    timeoutMs: soon.timeout,
  })

async function show(path: string): Promise<Page> {
  const page = await (await browser.newContext()).newPage()
  page.setDefaultTimeout(soon.timeout)
  await page.goto(open.origin + path)
  return page
}

/** The line of a feed on the overview. */
const line = (page: Page, feed = ordersId) => page.locator(`[data-row=${feed}]`)

/** Presses a button of a feed's page, and says yes to the question. */
async function decide(page: Page, button: string): Promise<void> {
  await page.locator('main').getByRole('link', { name: button, exact: true }).click()
  await page.getByRole('dialog').getByRole('button', { name: button, exact: true }).click()
}

test('a feed becomes green, with how much there is and how fresh it is', async () => {
  orders.append(...[1, 2, 3, 4].map(order))
  invoices.append({ id: 'story:Invoice:1', type: 'Create', object: { id: 'story:Invoice', type: 'Invoice' } })
  await sees(1, 2, 3, 4)
  const page = await show('/')
  await line(page).getByText('Green').waitFor()
  await expect.poll(() => line(page).locator('.col-searchable').textContent(), soon).toBe('4')
  orders.append(order(5))
  await sees(1, 2, 3, 4, 5)
  await expect.poll(() => line(page).locator('.col-fresh').textContent(), soon).toMatch(/^[\d.]+ (ms|s)$/)
})

test('a hit of a search shows the page it came from, read by a pass or by the tail', async () => {
  const page = await show('/search')
  for (const [n, url] of [
    [1, orders.seed],
    [5, orders.seed],
    [6, `${orders.seed}?after=5`],
  ] as const) {
    if (n === 6) orders.append(order(6))
    await expect
      .poll(async () => {
        await page.goto(`${open.origin}/search?q=${encodeURIComponent(`story:Order:${n}:Create`)}`)
        return await page.locator('.documents a').allTextContents()
      }, soon)
      .toEqual([ordersId, url])
  }
  orders.edit((activity) => ((activity as { id: string }).id === 'story:Order:6:Create' ? undefined : activity))
  await sees(1, 2, 3, 4, 5)
})

test('it goes red when its source dies, on the page that is open, and green again', async () => {
  const page = await show('/')
  await line(page).getByText('Green').waitFor()
  orders.interfere((_request, response) => {
    response.writeHead(500).end()
    return true
  })
  await line(page).getByText('Red').waitFor()
  expect(await line(page).textContent()).toMatch(/failed: .*status 500/)
  expect(await page.locator('tbody .feed-name').first().textContent()).toBe(ordersId)
  await line(page, invoicesId).getByText('Green').waitFor()
  orders.interfere(undefined)
  await line(page).getByText('Green').waitFor()
  expect(await seen()).toEqual(named(1, 2, 3, 4, 5))
})

test('a dead letter is shown with its document, and goes when the source is fixed', async () => {
  const page = await show(`/feeds/${ordersId}`)
  // no mapping can take what says two things at once
  orders.append('{"id":"story:Order:6:Create","type":"Create","twice":1,"twice":2}')
  await page.locator('#dead .document-name', { hasText: 'story:Order:6:Create' }).waitFor()
  await page.locator('#dead summary').first().click()
  expect(await page.locator('#dead pre').first().textContent()).toContain('"twice": 1,\n  "twice": 2')
  expect(await page.locator('#dead').textContent()).toContain(orders.seed)
  await page.locator('.title').getByText('Amber').waitFor()
  orders.edit((activity) => (typeof activity === 'string' ? order(6) : activity))
  await page.getByText('None: everything that was read is searchable.').waitFor()
  await page.locator('.title').getByText('Green').waitFor()
  await sees(1, 2, 3, 4, 5, 6)
})

test('a generation that would remove too much is held, and its documents appear once it is approved', async () => {
  const page = await show(`/feeds/${ordersId}`)
  orders.edit(() => undefined)
  orders.append(...[7, 8, 9, 10, 11, 12].map(order))
  await page.getByRole('heading', { name: 'A generation waits for a decision' }).waitFor()
  const card = page.locator('#held')
  await expect.poll(() => card.textContent(), soon).toContain('story:Order:1:Create')
  // the tail has brought the new one already; nothing is gone
  expect(await seen()).toEqual(expect.arrayContaining(named(1, 2, 3, 4, 5, 6)))
  await decide(page, 'Approve')
  await page.getByText(`The generation of ${ordersId} is published.`).waitFor()
  await sees(7, 8, 9, 10, 11, 12)
  await page.locator('#done').getByText('ada@example.org').first().waitFor()
  await page.locator('#receipts').getByText('−6').first().waitFor()
})

test('what should not have been published is rolled back, and the feed waits until it is resumed', async () => {
  const page = await show(`/feeds/${ordersId}`)
  const feedIs = (state: string) => page.locator('.title').getByText(state).waitFor()
  await decide(page, 'Pause')
  await feedIs('Paused')
  await expect.poll(() => page.locator('[data-cell=pass]').textContent(), soon).toContain('took')
  // three go, which the guard lets pass
  orders.edit((activity) => (/:[789]:/.test((activity as { id: string }).id) ? undefined : activity))
  orders.append(...[13, 14, 15].map(order))
  // one pass gets through, as another would leave nothing to go back to; the tail asks for the second page only
  let passes = 0
  orders.interfere((request, response) => {
    if (request.url === '/feed') passes += 1
    if (request.url !== '/feed' || passes === 1) return false
    response.writeHead(500).end()
    return true
  })
  await decide(page, 'Resume')
  await page.getByText(`${ordersId} goes on.`).waitFor()
  await sees(10, 11, 12, 13, 14, 15)
  await decide(page, 'Roll back')
  await page.getByText(`${ordersId} is rolled back, and paused.`).waitFor()
  // with what the tail had brought since
  await eventually('what was removed to be back', seen, {
    holds: (found) => named(7, 8, 9).every((name) => found.includes(name)),
    timeoutMs: soon.timeout,
  })
  orders.interfere(undefined)
  await decide(page, 'Resume')
  await sees(10, 11, 12, 13, 14, 15)
  await feedIs('Green')
})

test('keys and the system are shown as they are', async () => {
  const page = await show('/keys')
  await page.getByRole('rowheader', { name: 'story' }).waitFor()
  await expect
    .poll(() => page.locator('tbody tr', { hasText: 'story' }).textContent(), soon)
    .toMatch(/everything.*nothing.*(now|ago)/)
  await page.goto(`${open.origin}/system`)
  expect(await page.locator('main').textContent()).toMatch(/Health.*green|yellow/)
  expect(await page.locator('main').textContent()).toMatch(/2 feeds (invoices|orders)_\w+, (invoices|orders)_/)
  expect(open.failures).toEqual([])
})
