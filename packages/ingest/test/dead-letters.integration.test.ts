import { randomBytes } from 'node:crypto'
import { eventually } from '@as/test-stack'
import { afterAll, expect, test } from 'vitest'
import { defaultGuardLimits, openSearchDeadLetters } from '../src/index.ts'
import { activity, cluster, eventsOf, feedAt, id, ids, ingesting, passes, withSource } from './harness.ts'

const { signal } = new AbortController()
const alias = `dead-letters-${randomBytes(4).toString('hex')}`
const deadLetters = openSearchDeadLetters(cluster, { alias })
const listed = async (limit = 100) => (await deadLetters.list(id, { limit })).deadLetters
const remove = (index: string) => cluster({ method: 'DELETE', path: `/${index}?ignore_unavailable=true` }, { signal })
afterAll(() => remove(`${alias}-1`))

/** The mapping can take no document that says two things at once. */
const bad = (n: number, more = '') => `{"id":"bad:${n}","type":"Create","x":1,"x":"été"${more}}`
const slow = { passIntervalMs: 3_600_000 }

test('a refused document and an unreadable record are kept, with why and what was sent, until a pass accepts them [G7]', async () => {
  await withSource(async (source) => {
    source.append(activity(1), bad(1), { type: 'Create' })
    await ingesting(
      feedAt(source.seed),
      async (events) => {
        await eventually('a pass', () => passes(events) >= 2)
        const letters = await eventually('two letters', () => listed(), { holds: (found) => found.length === 2 })
        expect(letters.find(({ id: of }) => of === 'bad:1')).toEqual({
          key: expect.stringMatching(/^[0-9a-f]{64}$/),
          feed: id,
          alias: 'activities',
          id: 'bad:1',
          url: source.seed,
          pass: expect.stringMatching(/^\d{4}-.*Z$/),
          ingest: 'full',
          reason: expect.stringContaining('Duplicate field'),
          body: bad(1),
          bytes: Buffer.byteLength(bad(1)),
          firstAt: expect.any(String),
          lastAt: expect.any(String),
        })
        expect(letters.find((letter) => letter.id === undefined)).toMatchObject({
          position: 2,
          url: source.seed,
          body: '{"type":"Create"}',
        })
        expect(await deadLetters.count([id, 'another'])).toEqual({ [id]: 2, another: 0 })
        source.edit((item) => (item === bad(1) ? activity(2) : item))
        const cleared = () => eventsOf(events, 'dead-letters').find((event) => event.cleared > 0)
        expect(await eventually('the letter to be cleared', cleared)).toMatchObject({ feed: id, total: 1, cleared: 1 })
        expect((await listed()).map((letter) => letter.position)).toEqual([2])
      },
      { deadLetters },
    )
  })
})

test('a document that is refused again is one letter, and keeps when that was first [G7]', async () => {
  await withSource(async (source) => {
    source.append(bad(1))
    await ingesting(
      feedAt(source.seed),
      async (events) => {
        const first = await eventually('a letter', () => listed(), { holds: (found) => found.length === 1 })
        const before = passes(events)
        await eventually('two more passes', () => passes(events) >= before + 2)
        const again = await eventually('the letter to be renewed', () => listed(), {
          holds: ([letter]) => letter !== undefined && letter.lastAt > (first[0]?.lastAt ?? ''),
        })
        expect(again).toHaveLength(1)
        expect(again[0]).toMatchObject({ key: first[0]?.key, firstAt: first[0]?.firstAt })
      },
      { deadLetters },
    )
  })
})

test('a letter of the tail is one, though two generations refused it, and stays until a pass has been there', async () => {
  await withSource(async (source) => {
    source.append(...[1, 2, 3, 4].map((n) => activity(n)))
    const feed = feedAt(source.seed, { pageIntervalMs: 2_000, passIntervalMs: 0 })
    await ingesting(
      feed,
      async (events) => {
        await eventually('a pass', () => passes(events) === 1)
        await eventually('the second pass to be in the middle', () =>
          events.some(
            (event, at) =>
              event.type === 'page' &&
              event.ingest === 'full' &&
              at > events.findIndex(({ type }) => type === 'dead-letters'),
          ),
        )
        source.append(bad(1))
        const [letter] = await eventually('the letter', () => listed(), { holds: (found) => found.length === 1 })
        expect(letter).toMatchObject({ ingest: 'updates', id: 'bad:1' })
        expect(eventsOf(events, 'document-rejected').filter(({ ingest }) => ingest === 'updates')).toHaveLength(1)
        source.edit((item) => (item === bad(1) ? undefined : item))
        await eventually('the letter to be cleared', () => listed(), { holds: (found) => found.length === 0 })
      },
      { deadLetters },
    )
  })
})

test('no more letters than allowed are kept; the rest is counted', async () => {
  await withSource(async (source) => {
    source.append(...Array.from({ length: 7 }, (_, n) => bad(n)), activity(1))
    await ingesting(
      feedAt(source.seed, slow),
      async (events) => {
        const event = await eventually('the count', () => eventsOf(events, 'dead-letters')[0])
        expect(event).toMatchObject({ total: 7, cleared: 0 })
        expect(await listed()).toHaveLength(5)
      },
      { deadLetters, maxDeadLetters: 5 },
    )
  })
})

test('letters are listed page by page, each once', async () => {
  const letter = { feed: id, url: 'http://a/', pass: '2026-01-01T00:00:00.000Z', ingest: 'full', reason: 'r' } as const
  const at = '2026-01-01T00:00:00.000Z'
  const letters = Array.from({ length: 5 }, (_, n) => ({ ...letter, at, id: `${n}`, body: 'x', bytes: 1 }))
  await deadLetters.keep(letters, { token: 1, signal })
  await eventually('five', () => deadLetters.count([id]), { holds: ({ [id]: count }) => count === 5 })
  const first = await deadLetters.list(id, { limit: 2 })
  const second = await deadLetters.list(id, { limit: 2, after: first.next })
  const third = await deadLetters.list(id, { limit: 2, after: second.next })
  const all = [first, second, third].flatMap((page) => page.deadLetters.map((each) => each.id))
  expect(new Set(all)).toEqual(new Set(['0', '1', '2', '3', '4']))
  expect(all).toHaveLength(5)
  expect([first.total, third.next]).toEqual([5, undefined])
  await expect(deadLetters.list(id, { limit: 2, after: 'x' })).rejects.toThrow(RangeError)
})

test('letters of an earlier holder, and of feeds that are no longer configured, are removed', async () => {
  const letter = { feed: id, url: 'http://a/', ingest: 'full', reason: 'r', body: '', bytes: 0 } as const
  const [late, soon] = ['2030-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z']
  await deadLetters.keep([{ ...letter, id: 'clock ahead', pass: late, at: late }], { token: 1, signal })
  await deadLetters.keep([{ ...letter, id: 'own', pass: soon, at: soon }], { token: 2, signal })
  expect(await deadLetters.clear(id, { before: soon, token: 2, signal })).toBe(1)
  expect((await listed()).map((each) => each.id)).toEqual(['own'])
  expect(await deadLetters.keepOnly([id], { signal })).toBeGreaterThanOrEqual(0)
  expect(await listed()).toHaveLength(1)
  expect(await deadLetters.keepOnly(['another'], { signal })).toBeGreaterThanOrEqual(1)
  expect(await listed()).toEqual([])
})

test('letters that cannot be kept fail no pass, and an index of another’s making is not touched [G7]', async () => {
  const foreign = `${alias}-foreign`
  await cluster({ method: 'PUT', path: `/${foreign}-1` }, { signal })
  await withSource(async (source) => {
    source.append(activity(1), bad(1))
    await ingesting(
      feedAt(source.seed),
      async (events) => {
        await eventually('a pass', () => passes(events) >= 1)
        expect(await ids()).toEqual(['a:1:Create'])
        const failure = await eventually('the failure', () => eventsOf(events, 'chore-failed')[0])
        expect(failure).toMatchObject({ chore: 'keep dead letters', error: { code: 'foreign_index' } })
      },
      { deadLetters: openSearchDeadLetters(cluster, { alias: foreign }) },
    )
  })
  const count = await cluster({ method: 'GET', path: `/${foreign}-1/_count` }, { signal })
  expect(count.body).toMatchObject({ count: 0 })
  await remove(`${foreign}-1`)
})

test('a pass of which more than 1 % and more than 100 documents are refused is held; a first one never [G8]', async () => {
  await withSource(async (source) => {
    source.append(...Array.from({ length: 101 }, (_, n) => bad(n)), activity(0))
    const feed = feedAt(source.seed, { guard: { ...defaultGuardLimits, agreeingPasses: 1_000 } })
    await ingesting(
      feed,
      async (events) => {
        await eventually('the first pass', () => passes(events) === 1)
        const held = await eventually('the second to be held', () => eventsOf(events, 'held')[0])
        expect(held?.note).toMatchObject({
          finding: 'refuses-too-much',
          difference: { refused: 101, live: 1, next: 1 },
        })
        expect(held?.startedAt).toBeGreaterThan(0)
        await eventually('its letters', () => deadLetters.count([id]), { holds: ({ [id]: count }) => count === 101 })
        source.edit((item) => (item === bad(100) ? activity(1) : item))
        const before = passes(events)
        await eventually('one of 100 to be published', () => passes(events) > before)
        await eventually('the letter to be cleared', () => deadLetters.count([id]), {
          holds: ({ [id]: count }) => count === 100,
        })
      },
      { deadLetters },
    )
  })
})
