import { parseEntity } from '@as/as2-schema'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { atomFaults, childrenOf, linksOf, parseXml } from '../test/atom-faults.ts'
import { openToEveryone } from './authentication.ts'
import { createFeedHandler } from './create-feed-handler.ts'
import { deletion } from './deletion.ts'
import type { FeedHandlerOptions } from './feed-handler-options.ts'
import type { FeedItem, FeedSource } from './feed-source.ts'
import { memoryLog } from './memory-log.ts'

const seed = 'http://shop.example/feed'
const atomHeaders = { accept: 'application/atom+xml' }

function order(n: number, more: object = {}) {
  return {
    id: `shop:order:${n}:Create`,
    type: 'Create',
    published: `2026-01-31T12:00:0${n}Z`,
    object: {
      id: `shop:order:${n}`,
      type: ['Document', 'shop:Order'],
      name: `Order <${n}>`,
      url: `https://shop.example/${n}`,
    },
    ...more,
  }
}

function feedOf(source: FeedSource, more: Partial<FeedHandlerOptions> = {}) {
  const handler = createFeedHandler({ source, authentication: openToEveryone(), pageSize: 2, ...more })
  return async (url = seed, headers: Record<string, string> = atomHeaders) => {
    const response = await handler(new Request(url, { headers }))
    const text = await response.text()
    return { response, text, feed: () => parseXml(text) }
  }
}

function logOf(count: number) {
  const log = memoryLog({ generation: 'g' })
  for (let n = 0; n < count; n++) log.append(order(n))
  return log
}

const listOf = (...items: FeedItem[]): FeedSource => ({ readPage: async () => ({ items }) })

describe('the Atom representation', () => {
  it('is an Atom feed document that a validator accepts [P25]', async () => {
    const { response, feed } = await feedOf(logOf(2), { atom: { title: 'Orders & more', author: 'The <shop>' } })()
    expect(response.headers.get('content-type')).toBe('application/atom+xml; charset=utf-8')
    const document = feed()
    expect(atomFaults(document)).toEqual([])
    expect(childrenOf(document, 'title')[0]?.text).toBe('Orders & more')
    expect(childrenOf(document, 'id')[0]?.text).toBe(seed)
    expect(childrenOf(document, 'updated')[0]?.text).toBe('2026-01-31T12:00:01Z')
    const [entry] = childrenOf(document, 'entry')
    if (!entry) throw new Error('there is no entry')
    expect(entry.children.filter(({ name }) => name !== 'content')).toMatchObject([
      { name: 'id', text: 'shop:order:0:Create' },
      { name: 'title', text: 'Order <0>' },
      { name: 'updated', text: '2026-01-31T12:00:00Z' },
      { name: 'published', text: '2026-01-31T12:00:00Z' },
      { name: 'category', attributes: { term: 'Create', scheme: 'https://www.w3.org/ns/activitystreams#' } },
      { name: 'category', attributes: { term: 'Document', scheme: 'https://www.w3.org/ns/activitystreams#' } },
      { name: 'category', attributes: { term: 'shop:Order' } },
      { name: 'link', attributes: { rel: 'alternate', href: 'https://shop.example/0' } },
      { name: 'summary', text: 'Order <0>' },
    ])
  })

  it('has the activity inside, byte for byte, when fat; a link to its object when thin [P25]', async () => {
    const text =
      '{"id":"a:1","type":"Create","object":{"id":"a:1","n":12345678901234567890123,"url":"https://a.example/1"}}'
    const [fat] = childrenOf((await feedOf(listOf(text))()).feed(), 'entry')
    const [content] = fat ? childrenOf(fat, 'content') : []
    expect(content?.attributes).toEqual({ type: 'application/activity+json' })
    expect(Buffer.from(content?.text ?? '', 'base64').toString()).toBe(text)
    const thin = (await feedOf(listOf(text), { atom: { content: 'thin' } })()).feed()
    const [entry] = childrenOf(thin, 'entry')
    if (!entry) throw new Error('there is no entry')
    expect(childrenOf(entry, 'content')).toEqual([])
    expect(linksOf(entry)).toEqual({ alternate: 'https://a.example/1' })
    const bare = (await feedOf(listOf(order(1, { object: { id: 'x:1' } })), { atom: { content: 'thin' } })()).feed()
    expect(atomFaults(bare)).toEqual([])
  })

  it('shows a deletion as an entry of its own [P24] [P25]', async () => {
    const gone = deletion({ objectId: 'shop:order:1', deleted: '2026-01-31T12:00:00Z', formerType: 'shop:Order' })
    expect(parseEntity({ '@context': 'https://www.w3.org/ns/activitystreams', ...gone }, { level: 'strict' }).ok).toBe(
      true,
    )
    const document = (await feedOf(listOf(gone))()).feed()
    expect(atomFaults(document)).toEqual([])
    const [entry] = childrenOf(document, 'entry')
    expect(entry && childrenOf(entry, 'category').map(({ attributes }) => attributes.term)).toEqual([
      'Delete',
      'Tombstone',
    ])
  })

  it('is valid whatever is in the activities [P25]', async () => {
    const anything = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.jsonValue(),
      fc.constantFrom('<b>', ']]>', '&', 'https://x'),
    )
    const activity = fc.record(
      {
        id: fc.string({ unit: 'binary', minLength: 1 }),
        type: fc.oneof(fc.string({ minLength: 1 }), fc.array(fc.string({ unit: 'binary', minLength: 1 }))),
        name: anything,
        nameMap: anything,
        summary: anything,
        url: anything,
        published: anything,
        updated: anything,
        object: fc.oneof(anything, fc.record({ id: anything, url: anything, name: anything, content: anything })),
      },
      { requiredKeys: ['id', 'type'] },
    )
    await fc.assert(
      fc.asyncProperty(activity, fc.constantFrom('fat' as const, 'thin' as const), async (item, content) => {
        const { response, feed } = await feedOf(listOf(item as FeedItem), { atom: { content } })()
        expect(response.status).toBe(200)
        expect(atomFaults(feed())).toEqual([])
      }),
    )
  })

  it('links its pages, all of which carry the feed’s id [P25]', async () => {
    const get = feedOf(logOf(5))
    const second = (await get(`${seed}?cursor=g-2&format=atom`)).feed()
    expect(linksOf(second)).toEqual({
      self: `${seed}?cursor=g-2&format=atom`,
      via: `${seed}?cursor=g-2&format=as2`,
      first: `${seed}?format=atom&view=first`,
      last: `${seed}?format=atom&view=last`,
      previous: `${seed}?format=atom&view=first`,
      next: `${seed}?cursor=g-4&format=atom`,
      current: `${seed}?format=atom&view=last`,
      'prev-archive': `${seed}?format=atom&view=first`,
      'next-archive': `${seed}?cursor=g-4&format=atom`,
    })
    const first = linksOf((await get()).feed())
    expect(first.previous).toBeUndefined()
    expect(first.next).toBe(`${seed}?cursor=g-2`)
    const ids = new Set<string>()
    for (const url of [seed, `${seed}?cursor=g-2&format=atom`, `${seed}?view=last`]) {
      const document = (await get(url)).feed()
      expect(atomFaults(document)).toEqual([])
      ids.add(childrenOf(document, 'id')[0]?.text ?? '')
    }
    expect([...ids]).toEqual([seed])
    const named = await feedOf(logOf(1), { atom: { id: 'urn:uuid:1225c695-cfb8-4ebb-aaaa-80da344efa6a' } })()
    expect(childrenOf(named.feed(), 'id')[0]?.text).toBe('urn:uuid:1225c695-cfb8-4ebb-aaaa-80da344efa6a')
  })

  it('is walked from the current document back through archives that never change, and misses nothing [P26]', async () => {
    const log = logOf(7)
    const get = feedOf(log)
    const walk = async () => {
      const archives = new Map<string, string>()
      const entries: string[] = []
      for (let url: string | undefined = `${seed}?view=last`; url !== undefined; ) {
        const { text, feed } = await get(url)
        const document = feed()
        const isCurrent = url.endsWith('view=last')
        expect([url, childrenOf(document, 'fh:archive').length]).toEqual([url, isCurrent ? 0 : 1])
        if (!isCurrent) archives.set(url, text)
        const ids = childrenOf(document, 'entry').map((entry) => childrenOf(entry, 'id')[0]?.text ?? '')
        entries.unshift(...ids)
        url = linksOf(document)['prev-archive']
      }
      return { archives, entries }
    }
    const before = await walk()
    expect(before.entries).toEqual([0, 1, 2, 3, 4, 5, 6].map((n) => `shop:order:${n}:Create`))
    for (const n of [7, 8, 9]) log.append(order(n))
    const after = await walk()
    expect(after.entries).toHaveLength(10)
    expect(before.archives.size).toBe(3)
    for (const [url, text] of before.archives) expect(after.archives.get(url)).toBe(text)
  })

  it('has no archives of a source whose rows change [P26]', async () => {
    const { appendOnly: _, ...source } = logOf(5)
    const document = (await feedOf(source)(`${seed}?cursor=g-2`)).feed()
    expect(childrenOf(document, 'fh:archive')).toEqual([])
    expect(Object.keys(linksOf(document))).toEqual(['self', 'via', 'first', 'last', 'previous', 'next'])
  })

  it('is refused as a whole when an item is no JSON [P17]', async () => {
    expect((await feedOf(listOf('{"id":'))()).response.status).toBe(500)
  })
})
