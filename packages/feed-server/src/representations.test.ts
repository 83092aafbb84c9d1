import { itemsOf, nextOf, parseEntity, parsePage } from '@as/as2-schema'
import { describe, expect, it } from 'vitest'
import { openToEveryone } from './authentication.ts'
import { createFeedHandler } from './create-feed-handler.ts'
import { pathCursor, queryCursor } from './cursor-location.ts'
import { CursorTooLongError, FeedOptionError } from './errors.ts'
import type { FeedServerEvent } from './events.ts'
import type { FeedHandlerOptions } from './feed-handler-options.ts'
import type { FeedSource } from './feed-source.ts'
import { memoryLog } from './memory-log.ts'

const seed = 'http://shop.example/feed'
const as2 = { accept: 'application/activity+json' }

function logOf(count: number) {
  const log = memoryLog({ generation: 'g' })
  for (let n = 0; n < count; n++)
    log.append({ id: `shop:order:${n}:Create`, type: 'Create', object: `shop:order:${n}` })
  return log
}

function feedOf(source: FeedSource, more: Partial<FeedHandlerOptions> = {}) {
  const handler = createFeedHandler({ source, authentication: openToEveryone(), pageSize: 2, ...more })
  return (url = seed, headers: Record<string, string> = as2) => handler(new Request(url, { headers }))
}

async function strictly(response: Response) {
  const value: unknown = await response.json()
  const parsed = parseEntity(value, { level: 'strict' })
  expect(parsed).toMatchObject({ ok: true })
  return value as Record<string, string>
}

describe('the AS2 representation', () => {
  it('of the feed is an OrderedCollection, valid to the letter [P23]', async () => {
    const response = await feedOf(logOf(5))()
    expect(response.headers.get('content-type')).toBe('application/activity+json; charset=utf-8')
    expect(await strictly(response)).toEqual({
      '@context': 'https://www.w3.org/ns/activitystreams',
      id: seed,
      type: 'OrderedCollection',
      totalItems: 5,
      first: `${seed}?view=first`,
      last: `${seed}?view=last`,
    })
  })

  it('of a page is an OrderedCollectionPage that leads on, back, to both ends and to the whole [P23]', async () => {
    const page = await strictly(await feedOf(logOf(5))(`${seed}?cursor=g-2`))
    expect(page).toMatchObject({
      id: `${seed}?cursor=g-2`,
      type: 'OrderedCollectionPage',
      partOf: seed,
      first: `${seed}?view=first`,
      last: `${seed}?view=last`,
      prev: `${seed}?view=first`,
      next: `${seed}?cursor=g-4`,
      orderedItems: [{ id: 'shop:order:2:Create' }, { id: 'shop:order:3:Create' }],
    })
  })

  it('is read from first by next, or from last by prev, and gives the same [P23]', async () => {
    const feed = feedOf(logOf(5))
    const whole = await strictly(await feed())
    const read = async (start: string | undefined, onBy: 'next' | 'prev') => {
      const ids: string[][] = []
      for (let url = start; url !== undefined; ) {
        const body: Record<string, unknown> = await strictly(await feed(url))
        const parsed = parsePage(body)
        if (!parsed.ok) throw new Error('no page')
        ids.push(itemsOf(parsed.value).map(({ id }) => id))
        url = onBy === 'next' ? nextOf(parsed.value) : (body.prev as string | undefined)
      }
      return ids
    }
    const forwards = (await read(whole.first, 'next')).flat()
    expect(forwards).toEqual([0, 1, 2, 3, 4].map((n) => `shop:order:${n}:Create`))
    expect((await read(whole.last, 'prev')).reverse().flat()).toEqual(forwards)
  })

  it('says no more than the source knows [P23]', async () => {
    const log = logOf(5)
    const bare: FeedSource = { readPage: (cursor, options) => log.readPage(cursor, options) }
    const feed = feedOf(bare)
    expect(Object.keys(await strictly(await feed()))).toEqual(['@context', 'id', 'type', 'first'])
    const page = await strictly(await feed(`${seed}?cursor=g-2`))
    expect(page).not.toHaveProperty('prev')
    expect(page).not.toHaveProperty('last')
    expect((await feed(`${seed}?view=last`)).status).toBe(404)
  })

  it('keeps what else is in the URL, and works with cursors in the path [P6] [P23]', async () => {
    const feed = feedOf(logOf(3), { cursors: pathCursor('/feed/') })
    const whole = await strictly(await feed(`${seed}?kind=order`))
    expect(whole.id).toBe(`${seed}?kind=order`)
    expect(whole.first).toBe(`${seed}?kind=order&view=first`)
    const first = await strictly(await feed(whole.first))
    expect(first.next).toBe(`${seed}/g-2?kind=order`)
    expect((await strictly(await feed(first.next))).prev).toBe(whole.first)
  })
})

describe('which representation', () => {
  it('follows Accept and, before that, the URL; each names the others by links [P22]', async () => {
    const feed = feedOf(logOf(1))
    const typeOf = async (url: string, accept: string) => (await feed(url, { accept })).headers.get('content-type')
    expect(await typeOf(seed, '*/*')).toBe('application/json; charset=utf-8')
    expect(await typeOf(`${seed}?format=atom`, '*/*')).toBe('application/atom+xml; charset=utf-8')
    expect(await typeOf(`${seed}?format=as2`, 'application/atom+xml')).toBe('application/activity+json; charset=utf-8')
    expect(await typeOf(`${seed}?format=collection`, as2.accept)).toBe('application/json; charset=utf-8')
    const plain = await feed(seed, {})
    expect(plain.headers.get('link')).toBe(
      `<${seed}?format=as2>; rel="alternate"; type="application/activity+json", ` +
        `<${seed}?format=atom>; rel="alternate"; type="application/atom+xml"`,
    )
    expect(plain.headers.get('vary')).toBe('Accept, Accept-Encoding')
    const tags = ['collection', 'as2', 'atom'].map(async (name) =>
      (await feed(`${seed}?format=${name}`)).headers.get('etag'),
    )
    expect(new Set(await Promise.all(tags)).size).toBe(3)
  })

  it('is none for a format or view that there is not [P10]', async () => {
    const feed = feedOf(logOf(3))
    for (const query of ['format=rss', 'format=', 'view=middle', 'view=first&cursor=g-2', 'view=last&cursor=g-2']) {
      expect([query, (await feed(`${seed}?${query}`)).status]).toEqual([query, 404])
    }
    for (const name of ['view', 'format']) expect(() => queryCursor(name)).toThrow(FeedOptionError)
  })

  it('is told in the event', async () => {
    const events: FeedServerEvent[] = []
    const feed = feedOf(logOf(3), { onEvent: (event) => events.push(event) })
    await feed()
    await feed(`${seed}?format=atom`)
    expect(events).toMatchObject([
      { representation: 'as2', items: 0 },
      { representation: 'atom', items: 2 },
    ])
  })
})

describe('a closed page', () => {
  it('may be kept for ever, the open one and the seed not [P16] [P21]', async () => {
    const log = logOf(5)
    const feed = feedOf(log)
    const cachedAs = async (url: string, headers = {}) => (await feed(url, headers)).headers.get('cache-control')
    for (const format of ['collection', 'as2', 'atom']) {
      expect(await cachedAs(`${seed}?cursor=g-2&format=${format}`)).toBe('private, max-age=31536000, immutable')
      expect(await cachedAs(`${seed}?cursor=g-4&format=${format}`)).toBe('private, no-cache')
      expect(await cachedAs(`${seed}?view=last&format=${format}`)).toBe('private, no-cache')
      expect(await cachedAs(`${seed}?format=${format}`)).toBe('private, no-cache')
    }
    const closed = await feed(`${seed}?cursor=g-2`)
    const [etag, body] = [closed.headers.get('etag') ?? '', await closed.text()]
    expect(etag).toMatch(/^"[\w-]+"$/)
    log.append({ id: 'shop:order:5:Create', type: 'Create' })
    log.append({ id: 'shop:order:6:Create', type: 'Create' })
    expect(await (await feed(`${seed}?cursor=g-2`)).text()).toBe(body)
    const again = await feed(`${seed}?cursor=g-2`, { ...as2, 'if-none-match': etag })
    expect([again.status, again.headers.get('cache-control')]).toEqual([304, 'private, max-age=31536000, immutable'])
    expect(await cachedAs(`${seed}?cursor=g-4`)).toBe('private, max-age=31536000, immutable') // it is full now
  })

  it('there is none of where rows change [P21]', async () => {
    const { appendOnly: _, ...source } = logOf(5)
    expect((await feedOf(source)(`${seed}?cursor=g-2`)).headers.get('cache-control')).toBe('private, no-cache')
  })
})

describe('createFeedHandler()', () => {
  it('says how long deletions are served [P24]', async () => {
    const header = async (options: Partial<FeedHandlerOptions>) =>
      (await feedOf(logOf(1), options)()).headers.get('tombstone-retention')
    expect(await header({ tombstoneRetentionSeconds: 604_800 })).toBe('604800')
    expect(await header({})).toBeNull()
  })

  it('does not give a link that it would not take back [P17]', async () => {
    const events: FeedServerEvent[] = []
    const source: FeedSource = {
      readPage: async () => ({ items: ['{"id":"a","type":"Create"}'], nextCursor: 'x'.repeat(1025) }),
    }
    const feed = feedOf(source, { onEvent: (event) => events.push(event) })
    expect((await feed(`${seed}?view=first`)).status).toBe(500)
    expect(events).toMatchObject([{ type: 'read-failed', error: expect.any(CursorTooLongError) }])
  })
})
