import { setTimeout as sleep } from 'node:timers/promises'
import type { SearchCluster } from '@as/index-swapper'
import { eventually } from '@as/test-stack'
import { expect, test } from 'vitest'
import { defaultGuardLimits, type FeedControl, type IngestEvent, memoryFeedState } from '../src/index.ts'
import {
  activity,
  cluster,
  eventsOf,
  feedAt,
  type IngestingOptions,
  id,
  ids,
  ingesting,
  passes,
  visible,
  withSource,
} from './harness.ts'

/** Far longer than the tail needs to read, write and show a page. */
const LONG_MS = 400

/** Does something between the last refresh of a generation and its swap, and again right after it: once, when armed. */
function aroundSwap() {
  let armed: { readonly before: () => Promise<void>; readonly after: () => Promise<void> } | undefined
  const observed: SearchCluster = async (request, options) => {
    const isSwap =
      request.path === '/_aliases' && /"add":\{[^}]*"alias":"activities"\}/.test(JSON.stringify(request.body))
    const moment = isSwap ? armed : undefined
    if (!moment) return await cluster(request, options)
    armed = undefined
    await moment.before()
    const answer = await cluster(request, options)
    await moment.after()
    return answer
  }
  return {
    cluster: observed,
    /** @returns What resolves once it is done. */
    arm: (before: () => Promise<void>, after: () => Promise<void> = async () => {}) =>
      new Promise<void>((resolve) => {
        armed = {
          before,
          async after() {
            await after()
            resolve()
          },
        }
      }),
  }
}

test('what the tail reads in the moment of a swap is not seen, and then not [G2]', async () => {
  await withSource(async (source) => {
    source.append(activity(1), activity(2))
    const swap = aroundSwap()
    const use = async (events: readonly IngestEvent[]) => {
      await eventually('the first pass', () => passes(events) >= 1)
      let [before, after]: string[][] = [[], []]
      const reads = async () => {
        source.append(activity(3))
        await sleep(LONG_MS)
        before = await ids()
      }
      await swap.arm(reads, async () => {
        after = await ids()
      })
      expect(before).toContain('a:2:Create')
      expect(after).toEqual(expect.arrayContaining(before ?? []))
      await eventually('the third', ids, { holds: (found) => found.includes('a:3:Create') })
    }
    await ingesting(feedAt(source.seed), use, { cluster: swap.cluster })
  })
})

test('a swap waits for a round of the tail, so that no state is seen that a later page of it replaces [G2] [G3]', async () => {
  await withSource(async (source) => {
    const thing = (n: number, name: string) => ({ ...activity(n), object: { id: 'thing', name } })
    source.append(activity(1), activity(2), activity(3), thing(4, 'early'), activity(5), activity(6), thing(7, 'late'))
    const state = memoryFeedState()
    const feed = feedAt(source.seed, { passIntervalMs: 3_600_000 })
    const name = async () => ((await visible('objects')).get('thing') as { name?: string } | undefined)?.name
    await ingesting(feed, async (events) => void (await eventually('a pass', () => passes(events) === 1)), { state })
    expect(await name()).toBe('late')
    // as the live index is shown by the tail alone, whatever is seen early is seen because of the swap
    const path = `/objects__feed_id_${id}*/_settings`
    const body = { index: { refresh_interval: '-1' } }
    expect(await cluster({ method: 'PUT', path, body }, { signal: new AbortController().signal })).toMatchObject({
      status: 200,
    })

    // the tail begins anew, is at an old state when the pass has read everything, and waits for the next page
    await state.saveTail(feed, { url: source.seed })
    const [isRead, isWritten] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    let isRoundOpen = false
    const requestPage: typeof feed.requestPage = async (url, options) => {
      if (isRoundOpen && url.endsWith('after=6')) await sleep(LONG_MS)
      return await feed.requestPage(url, options)
    }
    const ordering: SearchCluster = async (request, options) => {
      if (request.path.endsWith('/_flush')) {
        isRead.resolve()
        await isWritten.promise
      }
      const body = request.body instanceof Uint8Array ? Buffer.from(request.body).toString() : ''
      const isTails = body !== '' && !body.includes('"late"')
      if (isTails) {
        await isRead.promise
        isRoundOpen = true
      }
      const answer = await cluster(request, options)
      if (isTails && body.includes('"early"')) isWritten.resolve()
      return answer
    }
    const names = new Set<unknown>()
    const use = async (events: readonly IngestEvent[]) => {
      await eventually('a pass', async () => {
        names.add(await name())
        return passes(events) === 1
      })
      for (let look = 0; look < 20; look += 1) names.add(await name())
      expect(isRoundOpen).toBe(true)
      expect([...names]).toEqual(['late'])
    }
    await ingesting({ ...feed, requestPage }, use, { state, cluster: ordering })
  })
})

test('a tail that a pass has overtaken leaves no earlier state behind, and shows none [G1] [G3]', async () => {
  await withSource(async (source) => {
    const thing = (n: number, name: string) => ({ ...activity(n), object: { id: 'thing', name } })
    source.append(activity(1), activity(2), activity(3))
    const names = new Set<unknown>()
    const look = async () =>
      void names.add(((await visible('objects')).get('thing') as { name?: string } | undefined)?.name)
    const looking: SearchCluster = async (request, options) => {
      const answer = await cluster(request, options)
      const body = request.body instanceof Uint8Array ? Buffer.from(request.body).toString() : ''
      if (isOvertaken && body.includes('"early"')) await look()
      return answer
    }
    const feed = feedAt(source.seed, { passIntervalMs: 3_600_000 })
    // a source that holds the tail's requests until a pass has overtaken it
    const overtaken = Promise.withResolvers<void>()
    let [isHeld, isOvertaken] = [false, false]
    const requestPage: typeof feed.requestPage = async (url, options) => {
      if (options.held && !isOvertaken) {
        isHeld = true
        await overtaken.promise
      }
      const answer = await feed.requestPage(url, options)
      return options.waitSeconds === undefined ? answer : { ...answer, preferenceApplied: 'wait' }
    }
    let control: FeedControl | undefined
    const use = async (events: readonly IngestEvent[]) => {
      const rounds = () => eventsOf(events, 'succeeded').filter(({ ingest }) => ingest === 'updates').length
      await eventually('a pass, and the tail at the end', () => passes(events) === 1 && isHeld)
      source.append(thing(4, 'early'), activity(5), activity(6), thing(7, 'late'), activity(8), activity(9))
      control?.runNow()
      await eventually('a pass with all of it', () => passes(events) === 2)
      const before = rounds()
      isOvertaken = true
      overtaken.resolve()
      await eventually('the tail', async () => {
        await look()
        return rounds() > before
      })
      for (let n = 0; n < 10; n += 1) await look()
      expect([...names]).toEqual(['late'])
    }
    const onControl: IngestingOptions['onControl'] = (_feed, given) => (control = given)
    await ingesting({ ...feed, requestPage }, use, { cluster: looking, onControl })
  })
})

test('what is held cannot be approved while a good pass takes its place', async () => {
  await withSource(async (source) => {
    const all = Array.from({ length: 12 }, (_, n) => activity(n))
    source.append(...all)
    const guard = { ...defaultGuardLimits, removedCount: 5, agreeingPasses: 1_000 }
    const controls: (FeedControl | undefined)[] = []
    const swap = aroundSwap()
    const use = async (events: readonly IngestEvent[]) => {
      await eventually('a pass', () => passes(events) === 1)
      await sleep(100) // what is hurried has to be waiting
      const control = controls.at(-1) as FeedControl
      source.edit((item) => ((item as { id: string }).id === 'a:3:Create' ? item : undefined))
      control.runNow()
      await eventually('a held pass', () => eventsOf(events, 'held').length === 1)
      source.edit(() => undefined)
      source.append(...all, activity(12))
      let approved: Promise<boolean> | undefined
      const swapped = swap.arm(async () => {
        approved = control.approve()
        await sleep(LONG_MS)
      })
      control.runNow()
      await swapped
      expect(await approved).toBe(false)
      expect(await ids()).toHaveLength(13)
    }
    await ingesting(feedAt(source.seed, { guard, passIntervalMs: 3_600_000 }), use, {
      cluster: swap.cluster,
      onControl: (_feed, control) => controls.push(control),
    })
  })
})
