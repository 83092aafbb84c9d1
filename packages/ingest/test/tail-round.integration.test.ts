import type { SearchCluster } from '@as/index-swapper'
import { eventually, type ScriptedActivity } from '@as/test-stack'
import { expect, test } from 'vitest'
import { activity, cluster, eventsOf, feedAt, id, ids, ingesting, passes, withSource } from './harness.ts'

const { signal } = new AbortController()

test('news is searchable by the request that writes it, a round of the tail when it is over [G3]', async () => {
  await withSource(async (source) => {
    const refreshes: string[] = []
    const observed: SearchCluster = async (request, options) => {
      if (request.path.includes('refresh')) refreshes.push(request.path.includes('/_bulk') ? 'with' : 'after')
      return await cluster(request, options)
    }
    source.append(activity(1), activity(2), activity(3))
    const use = async (events: Parameters<Parameters<typeof ingesting>[1]>[0]) => {
      const rounds = () => eventsOf(events, 'succeeded').filter(({ ingest }) => ingest === 'updates').length
      await eventually('a pass, and the tail at the end', () => passes(events) === 1 && rounds() === 1)
      // the index shows nothing by itself
      const body = { index: { refresh_interval: '-1' } }
      for (const alias of ['activities', 'objects']) {
        const path = `/${alias}__feed_id_${id}*/_settings`
        expect(await cluster({ method: 'PUT', path, body }, { signal })).toMatchObject({ status: 200 })
      }
      const round = async (...activities: ScriptedActivity[]) => {
        const before = rounds()
        refreshes.length = 0
        source.append(...activities)
        await eventually('a round', () => rounds() > before)
        return { refreshes: new Set(refreshes), activities: await ids(), objects: await ids('objects') }
      }
      const several = await round(activity(4), activity(5), activity(6), activity(7), activity(8))
      expect(several.activities).toHaveLength(8)
      expect(several.refreshes, 'news first, then the rest').toEqual(new Set(['with', 'after']))

      expect(await round(activity(9))).toEqual({
        refreshes: new Set(['with']),
        activities: [...several.activities, 'a:9:Create'],
        objects: [...several.objects, 'a:9'],
      })
      // its index is made while it is written
      const refused = await round({ id: 'link', type: 'Like', object: 'https://o.example/1' })
      expect(refused.activities).toContain('link')
      expect(refused.refreshes).toContain('after')

      const beside = await round({ id: 'link', type: 'Like', object: { id: 'https://o.example/1' } })
      expect(beside.activities.filter((one) => one === 'link')).toEqual(['link'])
      expect(beside.objects).toContain('https://o.example/1')
      expect(beside.refreshes).toEqual(new Set(['after']))
    }
    await ingesting(feedAt(source.seed, { passIntervalMs: 3_600_000 }), use, { cluster: observed })
  })
})
