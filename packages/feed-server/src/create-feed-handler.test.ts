import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { type Activity, itemsOf, nextOf, parsePage } from '@as/as2-schema'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openToEveryone } from './authentication.ts'
import { createFeedHandler } from './create-feed-handler.ts'
import { pathCursor } from './cursor-location.ts'
import { FeedItemError, FeedOptionError, PageTooLargeError, ReadTimeoutError } from './errors.ts'
import type { FeedServerEvent } from './events.ts'
import type { FeedHandlerOptions } from './feed-handler-options.ts'
import type { FeedSource } from './feed-source.ts'
import { memoryLog } from './memory-log.ts'

const seed = 'http://shop.example/feed'

function activity(n: number, more: object = {}): Activity {
  return {
    id: `shop:order:${n}:Create`,
    type: 'Create',
    object: { id: `shop:order:${n}`, type: 'shop:Order' },
    ...more,
  }
}

function logOf(count: number) {
  const log = memoryLog({ generation: 'g' })
  for (let n = 0; n < count; n++) log.append(activity(n))
  return log
}

function feedOf(source: FeedSource, more: Partial<FeedHandlerOptions> = {}) {
  return createFeedHandler({ source, authentication: openToEveryone(), pageSize: 3, ...more })
}

function get(url = seed, headers: Record<string, string> = {}, method = 'GET') {
  return new Request(url, { method, headers })
}

/** What a collector does: every activity from the seed to the end, and the last page's URL. */
async function collect(feed: (request: Request) => Promise<Response>, from = seed) {
  const ids: string[] = []
  for (let url = from; ; ) {
    const page = parsePage(await (await feed(get(url))).json())
    if (!page.ok) throw new Error(JSON.stringify(page.issues))
    ids.push(...itemsOf(page.value).map(({ id }) => id))
    const next = nextOf(page.value)
    if (next === undefined) return { ids, last: url }
    url = next
  }
}

describe('createFeedHandler() serves pages', () => {
  it('that are JSON collections of activities [P1] [P2] [P3]', async () => {
    const response = await feedOf(logOf(2))(get())
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8')
    expect(await response.json()).toEqual({
      '@context': 'https://www.w3.org/ns/activitystreams',
      type: 'Collection',
      orderedItems: [activity(0), activity(1)],
      next: 'http://shop.example/feed?cursor=g-2',
    })
  })

  it('with a context of the source’s own [P2]', async () => {
    const context = ['https://www.w3.org/ns/activitystreams', { shop: 'https://shop.example/ns' }]
    expect(await (await feedOf(logOf(1), { context })(get())).json()).toMatchObject({ '@context': context })
  })

  it('in the order of the source, every activity once, also those added meanwhile [P4] [P5] [P7]', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(20), fc.integer({ min: 1, max: 7 }), fc.nat(5), async (count, pageSize, added) => {
        const log = logOf(count)
        const feed = feedOf(log, { pageSize })
        const first = await feed(get())
        for (let n = 0; n < added; n++) log.append(activity(count + n))
        const body = parsePage(await first.json())
        if (!body.ok) throw new Error('the first page is no page')
        const next = nextOf(body.value)
        const rest = next === undefined ? [] : (await collect(feed, next)).ids
        const ids = [...itemsOf(body.value).map(({ id }) => id), ...rest]
        const total = next === undefined ? count : count + added
        expect(ids).toEqual(Array.from({ length: total }, (_, n) => activity(n).id))
      }),
    )
  })

  it('of which the last is empty and has no next, and later gives what was added [P5] [P8]', async () => {
    const log = logOf(4)
    const feed = feedOf(log)
    const { last } = await collect(feed)
    const empty = await (await feed(get(last))).json()
    expect(empty).toMatchObject({ orderedItems: [] })
    expect(empty).not.toHaveProperty('next')
    for (const n of [4, 5, 6, 7]) log.append(activity(n))
    expect((await collect(feed, last)).ids).toEqual([4, 5, 6, 7].map((n) => activity(n).id))
  })

  it('without next where the source has none, and never with next on an empty one [P5]', async () => {
    const source: FeedSource = {
      readPage: async (cursor) => (cursor === 'b' ? { items: [], nextCursor: 'c' } : { items: [activity(1)] }),
    }
    expect(await (await feedOf(source)(get())).json()).not.toHaveProperty('next')
    expect(await (await feedOf(source)(get(`${seed}?cursor=b`))).json()).not.toHaveProperty('next')
  })

  it('whose next carries any cursor back to the source, whole [P6]', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc
          .string({ unit: 'grapheme', maxLength: 30, minLength: 1 })
          .filter((text) => text.isWellFormed() && !/^\.{1,2}$/.test(text)),
        fc.boolean(),
        async (cursor, inPath) => {
          const seen: (string | undefined)[] = []
          const source: FeedSource = {
            async readPage(at) {
              seen.push(at)
              return { items: at === undefined ? [activity(1)] : [], nextCursor: cursor }
            },
          }
          const feed = inPath ? feedOf(source, { cursors: pathCursor('/feed/') }) : feedOf(source)
          await collect(feed, inPath ? `${seed}/?kind=order` : `${seed}?kind=order`)
          expect(seen).toEqual([undefined, cursor])
        },
      ),
    )
  })

  it('byte for byte as the source serialised them', async () => {
    const text = '{"id":"a:1","type":"Create","object":{"id":"a:1","n":12345678901234567890123,"m":1.0}}'
    const source: FeedSource = { readPage: async () => ({ items: [text, activity(1)] }) }
    expect(await (await feedOf(source)(get())).text()).toContain(`[${text},{"id":"shop:order:1:Create"`)
  })

  it('of at most pageSize, and tells the source its URL and a signal', async () => {
    const asked: unknown[] = []
    const source: FeedSource = {
      async readPage(cursor, { limit, signal, url }) {
        asked.push(cursor, limit, signal.aborted, url.href)
        return { items: [] }
      },
    }
    await createFeedHandler({ source, authentication: openToEveryone() })(get(`${seed}?cursor=x%20y`))
    expect(asked).toEqual(['x y', 100, false, `${seed}?cursor=x%20y`])
  })
})

describe('createFeedHandler() next', () => {
  const nextFor = async (url: string, headers: Record<string, string>) =>
    ((await (await feedOf(logOf(5))(get(url, headers))).json()) as { next?: string }).next

  it('has the scheme and host by which the caller came [P9]', async () => {
    const inside = 'http://10.0.0.7:8080/feed?kind=order'
    expect(await nextFor(inside, {})).toBe('http://10.0.0.7:8080/feed?kind=order&cursor=g-3')
    expect(await nextFor(inside, { host: 'shop.example', 'x-forwarded-proto': 'https' })).toBe(
      'https://shop.example/feed?kind=order&cursor=g-3',
    )
    expect(await nextFor(inside, { host: 'shop.example:8443', 'x-forwarded-proto': 'HTTPS, http' })).toBe(
      'https://shop.example:8443/feed?kind=order&cursor=g-3',
    )
    expect(await nextFor(inside, { host: '[::1]:80', 'x-forwarded-proto': 'javascript' })).toBe(
      'http://[::1]/feed?kind=order&cursor=g-3',
    )
  })

  it('refuses a Host that is none', async () => {
    for (const host of ['a b', 'user@shop.example', 'shop.example/x', 'shop.example:99999', '']) {
      expect((await feedOf(logOf(1))(get(seed, { host }))).status).toBe(400)
    }
  })
})

describe('createFeedHandler() answers what is no page', () => {
  it('with 404 for a cursor that the source does not know, or that is too long [P10] [P18]', async () => {
    const response = await feedOf(logOf(1))(get(`${seed}?cursor=elsewhere`))
    expect(response.status).toBe(404)
    expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8')
    expect(await response.json()).toEqual({ details: 'This feed has no such page.' })
    const all: FeedSource = { readPage: async () => ({ items: [] }) }
    expect((await feedOf(all)(get(`${seed}?cursor=${'x'.repeat(1024)}`))).status).toBe(200)
    expect((await feedOf(all)(get(`${seed}?cursor=${'x'.repeat(1025)}`))).status).toBe(404)
  })

  it('with 404 for a path outside the feed’s [P10]', async () => {
    const feed = feedOf(logOf(1), { cursors: pathCursor('/feed/') })
    for (const path of ['/', '/fee', '/feed/0/1', '/feeds/0', '/feed/%ff']) {
      expect((await feed(get(`http://shop.example${path}`))).status).toBe(404)
    }
    for (const path of ['/feed', '/feed/', '/feed/g-0']) {
      expect((await feed(get(`http://shop.example${path}`))).status).toBe(200)
    }
  })

  it('with 405 and Allow for other methods [P11]', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
      const response = await feedOf(logOf(1))(get(seed, {}, method))
      expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD'])
    }
  })

  it('with 500, and no page, when the source fails; only the event tells why [P17] [P18]', async () => {
    const events: FeedServerEvent[] = []
    const error = new Error('password of postgres://secret')
    const source: FeedSource = { readPage: () => Promise.reject(error) }
    const response = await feedOf(source, { onEvent: (event) => events.push(event) })(get())
    expect([response.status, await response.json()]).toEqual([
      500,
      { details: 'The feed cannot be read at the moment.' },
    ])
    expect(events).toEqual([{ type: 'read-failed', status: 500, error }])
  })

  it('with 500 when an item does not serialise, or a page is too large [P17]', async () => {
    const errors: unknown[] = []
    const onEvent = (event: FeedServerEvent) => errors.push(event.type === 'read-failed' ? event.error : event)
    const odd: FeedSource = { readPage: async () => ({ items: [activity(1), activity(2, { total: 12n })] }) }
    expect((await feedOf(odd, { onEvent })(get())).status).toBe(500)
    expect((await feedOf(logOf(3), { onEvent, maxPageBytes: 200 })(get())).status).toBe(500)
    expect(errors).toEqual([expect.any(FeedItemError), expect.any(PageTooLargeError)])
  })

  it('with 503 when the source takes too long, even one that ignores its signal [P17]', async () => {
    const events: FeedServerEvent[] = []
    const source: FeedSource = { readPage: () => new Promise(() => {}) }
    const response = await feedOf(source, { readTimeoutMs: 1, onEvent: (event) => events.push(event) })(get())
    expect(response.status).toBe(503)
    expect(events).toEqual([{ type: 'read-failed', status: 503, error: expect.any(ReadTimeoutError) }])
  })

  it('at once when the caller leaves, which is no failure', async () => {
    const events: FeedServerEvent[] = []
    const caller = new AbortController()
    const source: FeedSource = { readPage: () => new Promise(() => caller.abort()) }
    await feedOf(source, { onEvent: (event) => events.push(event) })(new Request(seed, { signal: caller.signal }))
    expect(events).toEqual([{ type: 'request-refused', status: 499, reason: 'caller-left' }])
  })
})

describe('createFeedHandler() saves bytes', () => {
  it('with HEAD: the headers of GET and no body [P11]', async () => {
    const feed = feedOf(logOf(3))
    const [whole, head] = await Promise.all([feed(get()), feed(get(seed, {}, 'HEAD'))])
    expect(await head.text()).toBe('')
    expect(head.status).toBe(200)
    expect(Object.fromEntries(head.headers)).toEqual(Object.fromEntries(whole.headers))
    expect(Number(head.headers.get('content-length'))).toBe((await whole.bytes()).byteLength)
  })

  it('with a strong ETag, and 304 to who has the page [P14] [P16]', async () => {
    const log = logOf(1)
    const feed = feedOf(log)
    const first = await feed(get())
    const etag = first.headers.get('etag') ?? ''
    expect(etag).toMatch(/^"[\w-]+"$/)
    expect(first.headers.get('cache-control')).toBe('private, no-cache')
    for (const sent of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const again = await feed(get(seed, { 'if-none-match': sent }))
      expect([again.status, again.headers.get('etag'), await again.text()]).toEqual([304, etag, ''])
    }
    log.append(activity(1))
    expect((await feed(get(seed, { 'if-none-match': etag }))).status).toBe(200)
    expect((await feed(get(seed, { 'if-none-match': etag.replaceAll('"', '') }))).status).toBe(200)
  })

  it('with gzip or br where they are accepted and worth it, under an ETag of its own [P15]', async () => {
    const feed = feedOf(logOf(50), { pageSize: 50 })
    const plain = await feed(get())
    expect(plain.headers.get('content-encoding')).toBeNull()
    expect(plain.headers.get('vary')).toBe('Accept, Accept-Encoding')
    const zipped = await feed(get(seed, { 'accept-encoding': 'deflate, GZIP;q=0.5' }))
    expect(zipped.headers.get('content-encoding')).toBe('gzip')
    const bytes = await zipped.bytes()
    expect(Number(zipped.headers.get('content-length'))).toBe(bytes.byteLength)
    expect(gunzipSync(bytes).toString()).toBe(await plain.text())
    const etag = zipped.headers.get('etag') ?? ''
    expect(etag).not.toBe(plain.headers.get('etag'))
    expect((await feed(get(seed, { 'accept-encoding': 'gzip', 'if-none-match': etag }))).status).toBe(304)
    expect((await feed(get(seed, { 'if-none-match': etag }))).status).toBe(200)
    const smaller = await feed(get(seed, { 'accept-encoding': 'gzip, br' }))
    expect(smaller.headers.get('content-encoding')).toBe('br')
    expect(brotliDecompressSync(await smaller.bytes()).toString()).toBe(gunzipSync(bytes).toString())
    expect(smaller.headers.get('etag')).not.toBe(etag)
    const small = await feedOf(logOf(1))(get(seed, { 'accept-encoding': 'gzip' }))
    expect(small.headers.get('content-encoding')).toBeNull()
  })
})

describe('createFeedHandler()', () => {
  it('tells of each page served', async () => {
    const events: FeedServerEvent[] = []
    let clock = 1000
    const now = () => clock++
    const response = await feedOf(logOf(5), { now, onEvent: (event) => events.push(event) })(get(`${seed}?cursor=g-3`))
    const bytes = (await response.bytes()).byteLength
    expect(events).toEqual([
      {
        type: 'page-served',
        status: 200,
        caller: undefined,
        cursor: 'g-3',
        representation: 'collection',
        items: 2,
        bytes,
        ms: 1,
        held: false,
      },
    ])
  })

  it('refuses numbers that make no sense', () => {
    for (const options of [
      { pageSize: 0 },
      { maxPageBytes: Number.NaN },
      { readTimeoutMs: -1 },
      { minCompressBytes: 1.5 },
      { maxWaitSeconds: -1 },
      { maxWaitSeconds: Number.NaN },
      { tombstoneRetentionSeconds: 0 },
      { maxHeld: 0 },
    ]) {
      expect(() => feedOf(logOf(0), options)).toThrow(FeedOptionError)
    }
  })
})
