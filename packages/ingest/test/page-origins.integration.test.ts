import { randomBytes } from 'node:crypto'
import { connectRedis, createLogger } from '@as/service'
import { eventually } from '@as/test-stack'
import { afterAll, beforeEach, describe, expect, inject, test } from 'vitest'
import { type FeedControl, memoryFeedState } from '../src/index.ts'
import { memoryPageOrigins, type PageOrigins } from '../src/page-origins.ts'
import { redisPageOrigins } from '../src/redis.ts'
import { activity, feedAt, id, ids, ingesting, passes, withSource } from './harness.ts'

const logger = createLogger({ application: 'test', write: () => undefined })
const redis = await connectRedis(inject('redisUrl'), logger)
afterAll(async () => {
  const keys = await redis.client.keys('feed-page*:origins_*')
  if (keys.length > 0) await redis.client.del(keys)
  redis[Symbol.dispose]()
})

describe.each([
  ['memory', memoryPageOrigins()],
  ['redis', redisPageOrigins(redis.client)],
])('page origins in %s', (_, origins) => {
  let feed: string
  beforeEach(() => {
    feed = `origins_${randomBytes(4).toString('hex')}`
  })
  const find = async (...versions: string[]) => Object.fromEntries(await origins.find(feed, versions))
  const page = (n: number, url = `http://source/feed?after=${n}`) => ({
    url,
    first: `${n}000000000000`,
    last: `${n}000000000099`,
  })

  test('knows the page of each version in its range, and guesses no other', async () => {
    await origins.note(feed, [page(7), page(8)], 'aaaaaaaa')
    expect(await find('7000000000000', '7000000000099', '8000000000050')).toEqual({
      '7000000000000': page(7).url,
      '7000000000099': page(7).url,
      '8000000000050': page(8).url,
    })
    expect(await find('6999999999999', '7000000000100', '9', '9223372036854775807')).toEqual({})
    expect(await origins.find('another_feed', ['7000000000000'])).toEqual(new Map())
  })

  test('tells versions apart that are too long for a number, and more digits from fewer', async () => {
    const url = 'http://source/feed?key=s3cret&q=a b~c'
    await origins.note(feed, [{ url, first: '9223371999999999998', last: '9223371999999999998' }, page(9)], 'aaaaaaaa')
    expect(await find('9223371999999999998', '9223371999999999999', '9000000000001')).toEqual({
      '9223371999999999998': url,
      '9000000000001': page(9).url,
    })
  })

  test('forgets generations that are gone, and what the tail had read before them', async () => {
    await origins.note(feed, [page(3)])
    await origins.note(feed, [page(4)], 'aaaaaaaa')
    await origins.note(feed, [page(5)])
    await origins.note(feed, [page(6)], 'bbbbbbbb')
    await origins.note(feed, [page(7)])
    const all = [3, 4, 5, 6, 7].map((n) => `${n}000000000001`)
    const known = async () =>
      (await Promise.all(all.map((version) => find(version)))).map((found) => +!!Object.keys(found).length)
    expect(await known()).toEqual([1, 1, 1, 1, 1])
    await origins.keepOnly(feed, ['aaaaaaaa', 'bbbbbbbb', 'cccccccc'])
    expect(await known()).toEqual([0, 1, 1, 1, 1])
    await origins.keepOnly(feed, ['bbbbbbbb'])
    expect(await known()).toEqual([0, 0, 1, 1, 1])
    await origins.keepOnly(feed, ['bbbbbbbb'])
    expect(await known()).toEqual([0, 0, 0, 1, 1])
    await origins.keepOnly(feed, [])
    await origins.keepOnly(feed, [])
    expect(await known()).toEqual([0, 0, 0, 0, 1])
  })

  test('notes pages of one generation, and of the tail, bit by bit', async () => {
    await origins.note(feed, [], 'aaaaaaaa')
    for (const n of [1, 2, 3]) await origins.note(feed, [page(n)], n === 2 ? undefined : 'aaaaaaaa')
    expect(Object.values(await find('1000000000000', '2000000000000', '3000000000000'))).toHaveLength(3)
  })
})

/** The `_version` of each activity that readers see, as OpenSearch wrote it: it is too long for a number. */
async function versions(): Promise<Map<string, string>> {
  const query = `size=1000&version=true&_source=false&q=${encodeURIComponent(`feed_unique_id:${id}`)}`
  const text = await (await fetch(`${inject('opensearchUrl')}/activities/_search?${query}`)).text()
  const hits = text.matchAll(/"_id":"([^"]+)","_version":(\d+)/g)
  return new Map(Array.from(hits, ([, each = '', version = '']) => [each, version]))
}

/** Activity → the page it came from, as far as that is known. */
async function origin(origins: PageOrigins): Promise<Record<string, string | undefined>> {
  const found = await versions()
  const pages = await origins.find(id, [...found.values()])
  return Object.fromEntries([...found].map(([each, version]) => [each, pages.get(version)]))
}

const known = { holds: (found: Record<string, string | undefined>) => Object.values(found).every(Boolean) }

test('the page of every activity is known: by pass, by tail, after swaps, a roll back and a take-over', async () => {
  await withSource(async (source) => {
    const pageOrigins = redisPageOrigins(redis.client)
    let control: FeedControl | undefined
    const state = memoryFeedState()
    const options = { pageOrigins, state, onControl: (_: string, given?: FeedControl) => (control = given) }
    const numbers = (count: number) => Array.from({ length: count }, (_, n) => n)
    source.append(...numbers(7).map((n) => activity(n)))
    const pageOf = (n: number) => (n < 3 ? source.seed : `${source.seed}?after=${n - (n % 3)}`)
    const all = (count: number) => Object.fromEntries(numbers(count).map((n) => [`a:${n}:Create`, pageOf(n)]))
    const feed = feedAt(source.seed, { passIntervalMs: 3_600_000 })

    await ingesting(
      feed,
      async (events) => {
        await eventually('the first pass', () => passes(events) === 1)
        expect(await eventually('all pages', () => origin(pageOrigins), known)).toEqual(all(7))
        source.append(activity(7), activity(8), activity(9))
        await eventually('ten by the tail', ids, { holds: (found) => found.length === 10 })
        expect(await eventually('pages of the tail', () => origin(pageOrigins), known)).toEqual(all(10))
        for (let pass = 2; pass <= 7; pass += 1) {
          control?.runNow()
          await eventually('the next pass', () => passes(events) === pass)
        }
        expect(await eventually('after swaps', () => origin(pageOrigins), known)).toEqual(all(10))
        const remembered = await redis.client.smembers(`feed-page-generations:${id}`)
        expect(remembered.length, 'live, kept, two on their way out, and the tail').toBeLessThanOrEqual(5)
        source.append(activity(10))
        await eventually('eleven', ids, { holds: (found) => found.length === 11 })
        await control?.rollBack()
        expect(await eventually('after the roll back', () => origin(pageOrigins), known)).toEqual(all(10))
      },
      options,
    )
    const before = await versions()
    await ingesting(
      feed,
      async () => {
        // paused by the roll back: what readers see is what the process before has written
        await eventually('the feed', () => control !== undefined)
        expect(await versions()).toEqual(before)
        expect(await origin(pageOrigins)).toEqual(all(10))
        await control?.resume()
        await eventually('eleven', ids, { holds: (found) => found.length === 11 })
        expect(await eventually('pages', () => origin(pageOrigins), known)).toEqual(all(11))
      },
      options,
    )
  })
})

test('Redis being down costs nothing but what is not known then', async () => {
  await withSource(async (source) => {
    const fails = () => Promise.reject(new Error('Redis is down'))
    const pageOrigins = { note: fails, keepOnly: fails, find: fails }
    source.append(activity(1))
    const use = async (events: readonly { type: string }[]) => {
      await eventually('the first', ids, { holds: (found) => found.length === 1 })
      await eventually('what was told', () => events.some(({ type }) => type === 'chore-failed'))
      source.append(activity(2))
      await eventually('the second', ids, { holds: (found) => found.length === 2 })
    }
    await ingesting(feedAt(source.seed, { passIntervalMs: 3_600_000 }), use, { pageOrigins })
  })
})
