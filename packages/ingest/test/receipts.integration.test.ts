import { hash } from 'node:crypto'
import { eventually } from '@as/test-stack'
import { expect, test } from 'vitest'
import { defaultGuardLimits, type FeedControl, type IngestEvent } from '../src/index.ts'
import { activity, eventsOf, feedAt, ids, ingesting, passes, visible, withSource } from './harness.ts'

const receipts = (events: readonly IngestEvent[]) => eventsOf(events, 'receipt').map(({ receipt }) => receipt)
const withRemovals = (events: readonly IngestEvent[]) =>
  receipts(events).filter(({ activities, objects }) => activities.removed + objects.removed > 0)
const hashOf = (id: string) => hash('sha256', id, 'hex')
const link = (n: number) => ({ id: `l:${n}`, type: 'Like', object: `https://o.example/${n}` })

test('each swap has a receipt: exactly what it removed and added, in strict and lenient indexes, whatever the tail does [G5]', async () => {
  await withSource(async (source) => {
    source.append(...Array.from({ length: 12 }, (_, n) => activity(n)), link(1), link(2))
    const feed = feedAt(source.seed, { passIntervalMs: 400, pageIntervalMs: 5 })
    await ingesting(feed, async (events) => {
      const [first] = await eventually('the first receipt', () => receipts(events), {
        holds: ({ length }) => length > 0,
      })
      expect(first).toMatchObject({
        token: expect.any(Number),
        activities: { added: 14, removed: 0 },
        objects: { added: 12, removed: 0 },
        removedIds: [],
        complete: true,
      })
      const gone = new Set(['a:2:Create', 'a:7:Create', 'l:1'])
      source.edit((item) => (gone.has((item as { id: string }).id) ? undefined : item))
      // the tail brings these: no swap adds them
      source.append(activity(20), activity(21), link(3))
      await eventually('those of the tail', ids, { holds: (now) => now.includes('l:3') })
      const [removal] = await eventually('the removal', () => withRemovals(events), {
        holds: ({ length }) => length > 0,
      })
      expect(removal).toMatchObject({ activities: { removed: 3 }, objects: { removed: 2 }, complete: true })
      const expected = [...gone, 'a:2', 'a:7'].map(hashOf)
      expect(removal?.removedIds.toSorted()).toEqual(expected.toSorted())
      expect(JSON.stringify(removal)).not.toContain('a:2')
      const forgotten = eventsOf(events, 'forgotten')
      expect(forgotten).toMatchObject([{ way: 'absence', documents: 5, ms: expect.any(Number) }])
      // whatever was added at swaps and by the tail: what was removed was removed once
      const before = passes(events)
      await eventually('two more passes', () => passes(events) >= before + 2)
      expect(withRemovals(events)).toHaveLength(1)
      expect(receipts(events).every(({ complete }) => complete)).toBe(true)
      expect(
        receipts(events)
          .slice(1)
          .map(({ activities }) => activities.added),
      ).not.toContain(14)
    })
  })
})

test('a swap that can have changed nothing has its receipt without a comparison, and says that no page has changed', async () => {
  await withSource(async (source) => {
    source.append(...Array.from({ length: 7 }, (_, n) => activity(n)))
    // the tail reads the last page once when it starts
    await ingesting(feedAt(source.seed, { passIntervalMs: 300 }), async (events) => {
      const quiet = await eventually(
        'a pass without change',
        () => eventsOf(events, 'succeeded').filter(({ changedPages }) => changedPages === 0),
        { holds: ({ length }) => length >= 2 },
      )
      expect(quiet[0]).toMatchObject({ ingest: 'full', pages: 3, startedAt: expect.any(Number) })
      const full = eventsOf(events, 'succeeded').filter(({ ingest }) => ingest === 'full')
      expect(full[0]?.changedPages).toBeUndefined()
      await eventually('the receipts', () => receipts(events).length >= 3)
      expect(receipts(events).at(-1)).toMatchObject({ activities: { added: 0, removed: 0 }, complete: true })
      source.edit((item) => ((item as { id: string }).id === 'a:4:Create' ? activity(4, 'renamed') : item))
      const changed = await eventually('a pass with one changed page', () =>
        eventsOf(events, 'succeeded').find(({ changedPages = 0 }) => changedPages > 0),
      )
      expect(changed).toMatchObject({ changedPages: 1 })
    })
  })
})

test('a rollback has a receipt, too', async () => {
  await withSource(async (source) => {
    source.append(...[1, 2, 3].map((n) => activity(n)))
    const controls: (FeedControl | undefined)[] = []
    await ingesting(
      feedAt(source.seed, { passIntervalMs: 3_600_000 }),
      async (events) => {
        await eventually('a pass', () => passes(events) === 1)
        source.edit((item) => ((item as { id: string }).id === 'a:2:Create' ? undefined : item))
        controls.at(-1)?.runNow()
        await eventually('another', () => withRemovals(events).length === 1)
        await controls.at(-1)?.rollBack()
        const [, , back] = await eventually('the receipt', () => receipts(events), {
          holds: ({ length }) => length === 3,
        })
        expect(back).toMatchObject({ activities: { added: 1, removed: 0 }, objects: { added: 1 }, complete: true })
      },
      { onControl: (_feed, control) => controls.push(control) },
    )
  })
})

test('a row that is inserted, moved, deleted or changed while a pass pages is right after the next pass', async () => {
  await withSource(async (source) => {
    source.append(...Array.from({ length: 30 }, (_, n) => activity(n)))
    const feed = feedAt(source.seed, { passIntervalMs: 0, pageIntervalMs: 5 })
    await ingesting(feed, async (events) => {
      await eventually('a pass', () => passes(events) >= 1)
      const expected = new Map(Array.from({ length: 30 }, (_, n) => [`a:${n}:Create`, `thing ${n}`]))
      for (let n = 0; n < 20; n += 1) {
        const target = `a:${(n * 7) % 30}:Create`
        const name = `changed ${n}`
        const moved = { ...activity((n * 7) % 30, name) }
        if (n % 4 === 0) source.edit((item) => ((item as { id: string }).id === target ? undefined : item))
        if (n % 4 === 1) source.edit((item) => ((item as { id: string }).id === target ? moved : item))
        if (n % 4 === 2) source.append(activity(100 + n))
        // a changed row moves to the end, as in a feed by time of change
        if (n % 4 === 3) {
          source.edit((item) => ((item as { id: string }).id === target ? undefined : item))
          source.append(moved)
        }
        if (n % 4 === 0) expected.delete(target)
        if (n % 4 === 1 && expected.has(target)) expected.set(target, name)
        if (n % 4 === 2) expected.set(`a:${100 + n}:Create`, `thing ${100 + n}`)
        if (n % 4 === 3) expected.set(target, name)
        const before = events.length
        await eventually('something to happen', () => events.length > before + 3)
      }
      const before = passes(events)
      await eventually('two more passes', () => passes(events) >= before + 2)
      const now = await visible()
      const names = [...now].map(([each, source_]) => [each, (source_ as { object: { name: string } }).object.name])
      expect(new Map(names as [string, string][])).toEqual(expected)
    })
  })
})

test('an operator sees the generations there are, and what the one that is held would change', async () => {
  await withSource(async (source) => {
    source.append(
      ...Array.from({ length: 12 }, (_, n) => ({ ...activity(n), type: n < 4 ? 'Create' : 'Update' })),
      link(1),
    )
    const guard = { ...defaultGuardLimits, removedCount: 5, agreeingPasses: 1_000 }
    const controls: (FeedControl | undefined)[] = []
    await ingesting(
      feedAt(source.seed, { guard, passIntervalMs: 3_600_000 }),
      async (events) => {
        await eventually('a pass', () => passes(events) === 1)
        const control = controls.at(-1) as FeedControl
        expect(await control.difference()).toBeUndefined()
        control.runNow()
        await eventually('a second', () => passes(events) === 2)
        source.edit((item) => ((item as { id: string }).id === 'a:3:Create' ? item : undefined))
        source.append(activity(50))
        await eventually('the tail', ids, { holds: (now) => now.includes('a:50:Create') })
        control.runNow()
        await eventually('one that is held', () => eventsOf(events, 'held').length === 1)
        const views = await control.generations()
        expect(views.map(({ state }) => state).toSorted()).toEqual(['held', 'kept', 'live'])
        expect(views.find(({ state }) => state === 'live')).toMatchObject({
          documents: { activities: 14, objects: 13 },
          openedAt: expect.stringMatching(/Z$/),
        })
        expect(views.find(({ state }) => state === 'live')?.indexes, 'one is lenient').toHaveLength(3)
        expect(views.find(({ state }) => state === 'held')).toMatchObject({
          documents: { activities: 2, objects: 2 },
          since: expect.stringMatching(/Z$/),
          note: { finding: 'removes-too-much' },
        })
        const difference = await control.difference()
        expect(difference).toMatchObject({
          reason: expect.stringContaining('12 of 14'),
          live: 14,
          next: 2,
          removed: 12,
          refused: 0,
          agreeing: 1,
          addedIds: [],
        })
        expect(difference?.removedIds).toHaveLength(12)
        expect(difference?.removedIds).toContain('l:1')
        expect(difference?.byType).toEqual([
          { type: 'Update', live: 8, next: 0 },
          { type: 'Create', live: 5, next: 2 },
          { type: 'Like', live: 1, next: 0 },
        ])
      },
      { onControl: (_feed, control) => controls.push(control) },
    )
  })
})
