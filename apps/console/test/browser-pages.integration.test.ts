import { launchBrowser } from '@as/browser'
import { Redis } from 'ioredis'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, test, vi } from 'vitest'
import { connectOpenSearch } from '../src/opensearch/connect-opensearch.ts'
import { type FakeOutgoing, fakeToken, startFakeOutgoing } from './fake-outgoing.ts'
import { everyState, wellFeed } from './feed-states.ts'
import { lookForFaults } from './look-for-faults.ts'
import { type OpenConsole, openConsole } from './open-console.ts'

vi.setConfig({ testTimeout: 120_000 })

/** Every page in every state, in a real browser: what outgoing says is made up, OpenSearch and Redis are real. */

const opensearch = connectOpenSearch({ url: inject('opensearchUrl'), authentication: { type: 'none' } })
const redis = new Redis(inject('redisUrl'))
const hostile = `"'><img src=x onerror=hurt()><script>hurt()</script>&lt;\${hurt()}</pre></title></svg>`
const index = 'activities__feed_id_browser_pages__date_2026-11-21__timestamp_1795000000__batch_id_abcdefgh__'
const versionOf = (place: number) => `922337199999999999${place}`
const phone = { width: 390, height: 844 }
const ended: AsyncDisposable[] = []

let browser: Browser
let outgoing: FakeOutgoing
let open: OpenConsole

beforeAll(async () => {
  browser = await launchBrowser({ onProgress: console.log })
  await publishHostileDocuments()
}, 600_000)

beforeEach(async () => {
  outgoing = await startFakeOutgoing()
  open = await openConsole({ opensearch, redis, outgoing: { url: outgoing.url, token: fakeToken }, intervalMs: 50 })
  ended.push(open, outgoing)
})

afterEach(async () => {
  for (const context of browser.contexts()) await context.close()
  for (const each of ended.splice(0)) await each[Symbol.asyncDispose]()
})

afterAll(async () => {
  await browser?.close()
  await opensearch.ask({ method: 'DELETE', path: `/${index}` })
  await redis.del('incoming-keys', `key-usage:${hostile}`)
  redis.disconnect()
  opensearch[Symbol.dispose]()
})

/** What no source should be able to do anything with: an activity whose every text is script. */
async function publishHostileDocuments(): Promise<void> {
  const keyword = { type: 'keyword' }
  const named = { properties: { name: keyword } }
  const object = { properties: { id: keyword, type: keyword, name: { type: 'text' } } }
  const properties = { id: keyword, type: keyword, published: { type: 'date' }, generator: named, object }
  await opensearch.ask({ method: 'DELETE', path: `/${index}` })
  await opensearch.ask({
    method: 'PUT',
    path: `/${index}`,
    body: { mappings: { dynamic: false, properties }, aliases: { activities: {} } },
  })
  for (const place of [1, 2]) {
    const id = `${hostile}${place}`
    const body = {
      id,
      type: [hostile, 'Create'],
      published: `2026-11-2${place}T10:00:00Z`,
      generator: { name: hostile },
      object: { id: hostile, type: hostile, name: hostile, [hostile]: hostile },
    }
    // as ingest's: greater than any number of JavaScript
    const path = `/${index}/_doc/${place}?refresh=true&version_type=external&version=${versionOf(place)}`
    expect(await opensearch.ask({ method: 'PUT', path, body })).toMatchObject({ status: 201 })
  }
  const permissions = { activities: [{ type: 'terms', field: hostile, values: [hostile] }], objects: [{ type: 'all' }] }
  await redis.set('incoming-keys', JSON.stringify({ keys: [{ id: hostile, type: 'hawk', permissions, strict: true }] }))
  await redis.hset(`key-usage:${hostile}`, { lastUsedAt: hostile, requests: 3, refused: 2, lastRefusal: hostile })
}

interface Shown {
  readonly page: Page
  /** What the page's script or its policy complained of. */
  readonly complaints: string[]
}

async function show(path: string, options: BrowserContextOptions = {}): Promise<Shown> {
  const context = await browser.newContext(options)
  const page = await context.newPage()
  const complaints: string[] = []
  await page.exposeFunction('hurt', () => complaints.push('a script of a document has run'))
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('dialog', (dialog) => complaints.push(dialog.message()))
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('404')) complaints.push(message.text())
  })
  await page.goto(open.origin + path)
  return { page, complaints }
}

const everyPage = [
  '/',
  '/feeds/held',
  '/feeds/failing',
  '/feeds/old-outgoing',
  '/feeds/held/dead-letters',
  '/feeds/held/approve',
  '/feeds/nothing-like-it',
  `/search?q=${encodeURIComponent(hostile)}`,
  `/search?type=${encodeURIComponent(hostile)}&application=${encodeURIComponent(hostile)}`,
  '/search?in=objects&q=nothing+like+it',
  '/keys',
  '/system',
]

test.each(everyPage)('axe finds nothing on %s, in light, and on a dark phone', async (path) => {
  everyState(outgoing)
  for (const options of [{ colorScheme: 'light' }, { colorScheme: 'dark', viewport: phone }] as const) {
    const { page, complaints } = await show(path, options)
    await page.waitForSelector('main')
    for (const unfold of await page.locator('details > summary').all()) await unfold.click()
    expect(await lookForFaults(page)).toEqual([])
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), 'nothing overflows').toBe(true)
    expect(complaints).toEqual([])
  }
})

test.each(everyPage)('script in every field does nothing on %s', async (path) => {
  everyState(outgoing, hostile)
  const { page, complaints } = await show(path)
  await page.waitForTimeout(300)
  const planted = '.evil, main img, main script, main iframe, [onerror], a[href^="javascript:" i]'
  expect(await page.locator(planted).count()).toBe(0)
  // by the live stream as well
  for (const [feed, entry] of outgoing.feeds) outgoing.feeds.set(feed, { ...entry, holder: hostile, deadLetters: 3 })
  await page.waitForTimeout(300)
  expect(await page.locator(planted).count()).toBe(0)
  expect(complaints).toEqual([])
})

test('a hit shows the page that it came from, as a link where it can be followed', async () => {
  const page = 'https://source.example/feed?after=7&key=k%20k'
  const pages = [
    { version: versionOf(1), url: `javascript:${hostile}` },
    { version: versionOf(2), url: page },
  ]
  outgoing.answers.set('/feeds/browser_pages/pages', { pages })
  const shown = await show(`/search?application=${encodeURIComponent(hostile)}`)
  const hits = shown.page.locator('.documents > li')
  expect(await hits.nth(0).locator('a').allTextContents()).toEqual(['browser_pages', page])
  expect(await hits.nth(0).getByText(page).getAttribute('href')).toBe(page)
  expect(await hits.nth(1).locator('a').allTextContents()).toEqual(['browser_pages'])
  expect(await hits.nth(1).textContent()).toContain(`javascript:${hostile}`)
  expect(await lookForFaults(shown.page)).toEqual([])
  // what is not known is not there, and nothing else is missing
  outgoing.answers.set('/feeds/browser_pages/pages', 'no answer that makes sense')
  await shown.page.waitForTimeout(1_100)
  await shown.page.reload()
  expect(await hits.nth(0).locator('a').allTextContents()).toEqual(['browser_pages'])
  expect(shown.complaints).toEqual([])
})

test('the search shows a document as it is, with its feed and the query to copy', async () => {
  const { page } = await show('/search')
  await page.getByLabel('Words, or an id').fill(`${hostile}2`)
  await page.getByRole('button', { name: 'Search' }).click()
  await page.waitForURL('**/search?q=**')
  expect(await page.getByRole('heading', { name: '1 document' }).count()).toBe(1)
  await page.locator('.documents summary').click()
  expect(await page.locator('.documents pre').textContent()).toContain(JSON.stringify(`${hostile}2`))
  expect(await page.locator('.documents a').textContent()).toBe('browser_pages')
  expect(await page.locator('#query').textContent()).toMatch(/^POST \/activities\/_search\n\{/)
  await page.getByRole('link', { name: 'Create 1' }).click()
  await page.waitForURL('**type=Create**')
  expect(await page.getByRole('heading', { name: '1 document' }).count()).toBe(1)
})

test('a page can be read, and a form sent, without JavaScript', async () => {
  everyState(outgoing)
  const { page } = await show('/', { javaScriptEnabled: false })
  const lines = await page.locator('tbody tr').allInnerTexts()
  expect(lines[0]).toMatch(/failing\s+Red\s*Its last pass failed/)
  expect(lines.at(-1)).toContain('well')
  await page.getByRole('link', { name: 'well' }).click()
  await page.getByRole('link', { name: 'Pause' }).click()
  await page.getByRole('button', { name: 'Pause' }).click()
  expect(await page.getByRole('status').textContent()).toBe('well is paused.')
  expect(outgoing.acted).toEqual([{ path: '/feeds/well/pause', person: 'ada@example.org' }])
})

test('with JavaScript the question is a dialog; Escape and Cancel do nothing', async () => {
  everyState(outgoing)
  const { page, complaints } = await show('/feeds/well')
  const dialog = page.getByRole('dialog')
  await page.getByRole('link', { name: 'Pause' }).click()
  expect(await dialog.getByRole('heading').textContent()).toBe('Pause well?')
  expect(await lookForFaults(page)).toEqual([])
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'hidden' })
  await page.getByRole('link', { name: 'Run now' }).click()
  await dialog.getByRole('link', { name: 'Cancel' }).click()
  await dialog.waitFor({ state: 'hidden' })
  expect(outgoing.acted).toEqual([])
  await page.getByRole('link', { name: 'Run now' }).focus()
  await page.keyboard.press('Enter')
  await dialog.getByRole('button', { name: 'Run now' }).click()
  await page.getByText('The next pass of well starts now.').waitFor()
  expect(outgoing.acted).toEqual([{ path: '/feeds/well/run', person: 'ada@example.org' }])
  expect(page.url()).toBe(`${open.origin}/feeds/well`)
  expect(complaints).toEqual([])
})

test('a viewer sees no buttons, and is refused', async () => {
  everyState(outgoing)
  open = await openConsole({
    opensearch,
    redis,
    outgoing: { url: outgoing.url, token: fakeToken },
    login: { everybody: { name: 'Vi', email: 'vi@example.org', role: 'viewer' } },
  })
  ended.push(open)
  const { page } = await show('/feeds/held')
  expect(await page.locator('main .actions').count()).toBe(0)
  const response = await page.goto(`${open.origin}/feeds/held/approve`)
  expect(response?.status()).toBe(403)
  expect(outgoing.acted).toEqual([])
})

test('the overview changes by itself: the worst goes up, and what comes and goes does so', async () => {
  for (const feed of ['a', 'b', 'c']) outgoing.feeds.set(feed, wellFeed(feed))
  const { page, complaints } = await show('/')
  const names = () => page.locator('tbody .feed-name').allInnerTexts()
  expect(await names()).toEqual(['a', 'b', 'c'])
  await page.getByText('Live').waitFor()
  outgoing.feeds.set('c', wellFeed('c', { holder: undefined, searchable: 4_321 }))
  await expect.poll(names, { timeout: 20_000 }).toEqual(['c', 'a', 'b'])
  expect(await page.locator('[data-row=c]').textContent()).toMatch(
    /No instance of outgoing reads this feed[\s\S]*4,321/,
  )
  expect(await page.locator('.verdict').textContent()).toBe('One feed needs you.')
  outgoing.feeds.delete('a')
  outgoing.feeds.set('d', wellFeed('d', { paused: true }))
  await expect.poll(names, { timeout: 20_000 }).toEqual(['c', 'd', 'b'])
  expect(complaints).toEqual([])
})

test('outgoing, OpenSearch and Redis down: every page says so, and the console stays up', async () => {
  everyState(outgoing)
  const nowhere = connectOpenSearch({ url: 'http://127.0.0.1:9', authentication: { type: 'none' } })
  const noRedis = new Redis('redis://127.0.0.1:9', { lazyConnect: true, enableOfflineQueue: false })
  noRedis.on('error', () => undefined)
  const alone = await openConsole({
    opensearch: nowhere,
    redis: noRedis,
    intervalMs: 50,
    outgoing: { url: outgoing.url, token: fakeToken },
  })
  ended.push(alone)
  const { page } = await show('/')
  const said = async (path: string) => {
    await page.goto(alone.origin + path)
    return await page.locator('main').textContent()
  }
  expect(await said('/search')).toContain('Cannot reach OpenSearch (ECONNREFUSED)')
  expect(await said('/system')).toMatch(/Cannot reach OpenSearch[\s\S]*Redis is not reachable/)
  expect(await said('/keys')).toContain('Redis is not reachable')
  expect(await said('/')).toContain('feeds need you')
  await page.getByText('Live').waitFor()
  const another = await page.context().newPage()
  await another.goto(`${alone.origin}/feeds/well`)
  await outgoing[Symbol.asyncDispose]()
  for (const each of [page, another]) await each.getByText('Cannot reach outgoing').first().waitFor()
  expect(await said('/feeds/well')).toContain('Cannot reach outgoing')
  // whoever looks within two seconds shares the answer
  await expect.poll(() => said('/system'), { timeout: 20_000 }).toContain('Cannot reach outgoing')
  expect(alone.failures).toEqual([])
  noRedis.disconnect()
})

test('a browser that loses the console comes back by itself', async () => {
  outgoing.feeds.set('a', wellFeed('a'))
  const { port } = new URL(open.origin)
  const { page } = await show('/')
  await page.getByText('Live').waitFor()
  await open[Symbol.asyncDispose]()
  await page.getByText('Reconnecting').waitFor()
  expect(await page.locator('tbody tr').count(), 'what was there stays').toBe(1)
  outgoing.feeds.set('a', wellFeed('a', { searchable: 98_765 }))
  const again = { opensearch, redis, outgoing: { url: outgoing.url, token: fakeToken }, intervalMs: 50 }
  ended.push(await openConsole(again, Number(port)))
  const searchable = page.locator('[data-row=a] .col-searchable')
  await expect.poll(() => searchable.textContent(), { timeout: 30_000 }).toBe('98,765')
  await page.getByText('Live').waitFor()
})
