import { setTimeout as sleep } from 'node:timers/promises'
import type { SearchCluster } from '@as/index-swapper'
import { eventually } from '@as/test-stack'
import { expect, test } from 'vitest'
import { defaultGuardLimits, type FeedControl, type IngestEvent } from '../src/index.ts'
import { activity, cluster, eventsOf, feedAt, ids, ingesting, passes, withSource } from './harness.ts'

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

test('what is held cannot be approved while a good pass takes its place', async () => {
  await withSource(async (source) => {
    const all = Array.from({ length: 12 }, (_, n) => activity(n))
    source.append(...all)
    const guard = { ...defaultGuardLimits, removedCount: 5, agreeingPasses: 1_000 }
    const controls: (FeedControl | undefined)[] = []
    const swap = aroundSwap()
    const use = async (events: readonly IngestEvent[]) => {
      await eventually('twelve', ids, { holds: (found) => found.length === 12 })
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
