import { describe, expect, it } from 'vitest'
import { createVerificationFeed } from './verification-feed.ts'

const now = () => 1_800_000_000_789
const nowSeconds = 1_800_000_000
const feed = createVerificationFeed({ now })

interface Page {
  orderedItems: { id: string; published: string; object: { url: string } }[]
  next?: string
}

async function get(path: string, headers: Record<string, string> = {}, method = 'GET') {
  const response = await feed(new Request(`http://10.0.0.7:8080${path}`, { method, headers }))
  const text = await response.text()
  return { response, text, page: () => JSON.parse(text) as Page }
}

const outside = { host: 'feed.example', 'x-forwarded-proto': 'https' }

describe('createVerificationFeed()', () => {
  it('serves 100 activities from a day ago, and where to go on', async () => {
    const { response, page } = await get('/0', outside)
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8')
    const { orderedItems, next, ...rest } = page()
    expect(orderedItems).toHaveLength(100)
    const first = nowSeconds - 86_400
    expect(orderedItems[0]?.id).toBe(`dit:activityStreamVerificationFeed:Verifier:${first}:Create`)
    expect(orderedItems[0]?.object.url).toBe(`https://feed.example/${first}`)
    expect(next).toBe(`https://feed.example/${first + 100}`)
    expect(rest).toEqual({
      '@context': ['https://www.w3.org/ns/activitystreams', { dit: 'https://www.trade.gov.uk/ns/activitystreams/v1' }],
      type: 'Collection',
    })
  })

  it('ends a pass with an empty page without next, having given each second of the day once', async () => {
    const ids: string[] = []
    let url: string | undefined = '/0'
    let last: string | undefined
    while (url !== undefined) {
      last = url
      const page: Page = (await get(url)).page()
      ids.push(...page.orderedItems.map(({ id }) => id))
      url = page.next && new URL(page.next).pathname
    }
    expect(new Set(ids).size).toBe(86_401)
    expect(ids).toHaveLength(86_401)
    expect(last).toBe(`/${nowSeconds + 1}`)
  })

  it('has next while a page is not empty, even a short one', async () => {
    expect((await get(`/${nowSeconds - 4}`)).page()).toMatchObject({
      orderedItems: { length: 5 },
      next: `http://10.0.0.7:8080/${nowSeconds + 1}`,
    })
    for (const seconds of [nowSeconds + 1, 9_999_999_999, 999_999_999_999_999]) {
      const page = (await get(`/${seconds}`)).page()
      expect(page.orderedItems).toEqual([])
      expect(page).not.toHaveProperty('next')
    }
  })

  it('serves /now: the same activities, published at the moment of the query', async () => {
    for (const path of ['/now', '/now/0']) {
      const { orderedItems, next } = (await get(path, outside)).page()
      expect(orderedItems[99]?.published).toBe('2027-01-15T08:00:00.789Z')
      expect(next).toBe(`https://feed.example/now/${nowSeconds - 86_300}`)
    }
  })

  it('answers what is no timestamp with 404, and says what one is', async () => {
    for (const path of [
      '/abc',
      '/-1',
      '/1.5',
      '/1e9',
      '/%31',
      '/1/2',
      '/1/',
      '/1234567890123456',
      '/now/x',
      '//1',
      '/favicon.ico',
    ]) {
      const { response, text } = await get(path)
      expect([path, response.status]).toEqual([path, 404])
      expect(JSON.parse(text)).toEqual({ details: expect.stringContaining('unix seconds') })
    }
  })

  it('begins at /, as at /0, and says that it is up at /checks/p1', async () => {
    expect((await get('/')).page()).toEqual((await get('/0')).page())
    expect((await get('/checks/p1')).text).toBe('__UP__\n')
  })

  it('answers HEAD without a body, and other methods with 405', async () => {
    for (const path of ['/', '/checks/p1', '/0', '/now']) {
      const head = await get(path, {}, 'HEAD')
      expect([head.response.status, head.text]).toEqual([200, ''])
      expect(Number(head.response.headers.get('content-length'))).toBeGreaterThan(0)
      const post = await get(path, {}, 'POST')
      expect([post.response.status, post.response.headers.get('allow')]).toEqual([405, 'GET, HEAD'])
    }
  })

  it('has other representations, whose links lead back to pages', async () => {
    const { page } = await get('/0', { ...outside, accept: 'application/activity+json' })
    const { first, next, orderedItems } = page() as Page & { first: string }
    expect(first).toBe('https://feed.example/?view=first')
    expect((await get('/?view=first')).page().orderedItems).toEqual((await get('/0')).page().orderedItems)
    expect([next, orderedItems.length]).toEqual([`https://feed.example/${nowSeconds - 86_300}`, 100])
    const atom = await get('/0', { accept: 'application/atom+xml' })
    expect(atom.response.headers.get('content-type')).toBe('application/atom+xml; charset=utf-8')
  })

  it('answers 304 while a page is the same', async () => {
    const etag = (await get('/0')).response.headers.get('etag') ?? ''
    expect((await get('/0', { 'if-none-match': etag })).response.status).toBe(304)
  })
})
