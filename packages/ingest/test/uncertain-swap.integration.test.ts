import { ClusterUnreachableError, type SearchCluster } from '@as/index-swapper'
import { eventually } from '@as/test-stack'
import { expect, test } from 'vitest'
import { defaultGuardLimits, type FeedControl } from '../src/index.ts'
import { activity, cluster, eventsOf, feedAt, ids, ingesting, passes, withSource } from './harness.ts'

/** Carries out every change of aliases; while `isLosing()`, nobody hears of it, nor of what became of it. */
function losing(isLosing: () => boolean): SearchCluster {
  let isLost = false
  return async (request, options) => {
    isLost &&= isLosing()
    const response = await cluster(request, options)
    if (request.path === '/_aliases' && isLosing()) isLost = true
    if (isLost && /\/_alias(es)?\b/.test(request.path)) throw new ClusterUnreachableError(request, 'scripted')
    return response
  }
}

test('a swap whose answer is lost takes nothing from readers: the feed is claimed again, and goes on [G9]', async () => {
  await withSource(async (source) => {
    source.append(...[1, 2, 3, 4].map((n) => activity(n)))
    let isLosing = false
    await ingesting(
      feedAt(source.seed, { retryIntervalsMs: [300] }),
      async (events) => {
        await eventually('a pass', () => passes(events) >= 1)
        source.append(activity(5))
        isLosing = true
        const lost = await eventually('the swap to be lost', () => eventsOf(events, 'taken-over')[0])
        expect(lost).toMatchObject({ error: { code: 'uncertain_swap' } })
        // whichever generation is live now, it is whole
        for (let n = 0; n < 10; n += 1) expect((await ids()).length).toBeGreaterThanOrEqual(4)
        isLosing = false
        const before = passes(events)
        await eventually('two more passes', () => passes(events) >= before + 2)
        expect(await ids()).toHaveLength(5)
      },
      { cluster: losing(() => isLosing) },
    )
  })
})

test('the same is true of an approval [G9]', async () => {
  await withSource(async (source) => {
    source.append(...Array.from({ length: 12 }, (_, n) => activity(n)))
    const guard = { ...defaultGuardLimits, removedCount: 5, agreeingPasses: 1_000 }
    const controls: (FeedControl | undefined)[] = []
    let isLosing = false
    await ingesting(
      feedAt(source.seed, { guard, passIntervalMs: 3_600_000, retryIntervalsMs: [10] }),
      async (events) => {
        await eventually('a pass', () => passes(events) === 1)
        source.edit((item) => ((item as { id: string }).id === 'a:3:Create' ? item : undefined))
        controls.at(-1)?.runNow()
        await eventually('one that is held', () => eventsOf(events, 'held').length === 1)
        isLosing = true
        await expect(controls.at(-1)?.approve()).rejects.toMatchObject({ code: 'uncertain_swap' })
        isLosing = false
        expect(await ids(), 'it was carried out').toEqual(['a:3:Create'])
        await eventually('the feed to be claimed again', () => eventsOf(events, 'claimed').length === 2)
        source.append(activity(20))
        await eventually('the feed to go on', ids, { holds: (now) => now.join() === 'a:20:Create,a:3:Create' })
      },
      { cluster: losing(() => isLosing), onControl: (_feed, control) => controls.push(control) },
    )
  })
})
