import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { atomFormat } from '@as/feed-client'
import { createFeedHandler, memoryLog, openToEveryone } from '@as/feed-server'
import {
  deleteIndexes,
  openGeneration,
  parseIndexName,
  publishGeneration,
  readAliasTable,
  type SearchCluster,
} from '@as/index-swapper'
import { eventually, type ScriptedActivity, startScriptedSource } from '@as/test-stack'
import { getRequestListener } from '@hono/node-server'
import { Redis } from 'ioredis'
import { expect, inject, test } from 'vitest'
import { defaultGuardLimits, type FeedControl, type IngestEvent, ingestFeeds, memoryFeedState } from '../src/index.ts'
import { blueprintsOf } from '../src/mappings/blueprints.ts'
import { redisLeases } from '../src/redis.ts'
import { activity, cluster, feedAt, id, ids, ingesting, passes, visible, withSource } from './harness.ts'

class AsyncRedis implements AsyncDisposable {
  readonly client = new Redis(inject('redisUrl'))
  async [Symbol.asyncDispose]() {
    await this.client.quit()
  }
}

test('what a source gains, changes and deletes is gained, changed and deleted here', async () => {
  await withSource(async (source) => {
    source.append(...[1, 2, 3, 4, 5, 6, 7].map((n) => activity(n)))
    await ingesting(feedAt(source.seed), async (events) => {
      await eventually('seven activities', ids, { holds: (found) => found.length === 7 })
      expect(await ids('objects')).toEqual(['a:1', 'a:2', 'a:3', 'a:4', 'a:5', 'a:6', 'a:7'])
      source.append(activity(8))
      await eventually('an eighth', ids, { holds: (found) => found.includes('a:8:Create') })
      source.edit((item) => {
        const { id: itemId } = item as { id: string }
        if (itemId === 'a:2:Create') return undefined
        return itemId === 'a:3:Create' ? activity(3, 'renamed') : item
      })
      await eventually('the second is gone', ids, { holds: (found) => !found.includes('a:2:Create') })
      const objects = await visible('objects')
      expect(objects.get('a:3')).toMatchObject({ name: 'renamed' })
      expect(objects.has('a:2')).toBe(false)
      expect(passes(events)).toBeGreaterThan(1)
    })
    expect(source.mostInFlight, 'requests to the source at once').toBe(1)
  })
})

test('the tail makes a new activity searchable long before the next pass', async () => {
  await withSource(async (source) => {
    source.append(activity(1))
    await ingesting(feedAt(source.seed, { passIntervalMs: 3_600_000 }), async (events) => {
      await eventually('the first', ids, { holds: (found) => found.length === 1 })
      source.append(...[2, 3, 4, 5].map((n) => activity(n)))
      await eventually('five', ids, { holds: (found) => found.length === 5 })
      expect(passes(events)).toBe(1)
    })
  })
})

test('what the tail found while a pass was under way is still there after the swap [G2]', async () => {
  await withSource(async (source) => {
    source.append(...Array.from({ length: 12 }, (_, n) => activity(n)))
    const feed = feedAt(source.seed, { pageIntervalMs: 60, passIntervalMs: 0 })
    await ingesting(feed, async (events) => {
      await eventually('the first pass', () => passes(events) >= 1)
      for (let n = 12; passes(events) < 4; n += 1) {
        source.append(activity(n))
        await eventually(`activity ${n}`, ids, { holds: (found) => found.includes(`a:${n}:Create`) })
        expect(await ids()).toHaveLength(n + 1)
      }
    })
  })
})

test('of the pages of one round a reader sees none that a later one has replaced [G3]', async () => {
  await withSource(async (source) => {
    const about = (n: number) => ({ ...activity(n), object: { id: 'thing', name: `version ${n}` } })
    source.append(about(0))
    const names = new Set<unknown>()
    const observing: SearchCluster = async (request, options) => {
      const answer = await cluster(request, options)
      // right after each refresh: what a reader would see
      if (request.path.endsWith('/_refresh'))
        names.add(((await visible('objects')).get('thing') as { name?: string })?.name)
      return answer
    }
    const use = async (events: readonly IngestEvent[]) => {
      await eventually('the first', ids, { holds: (found) => found.length === 1 })
      source.append(...Array.from({ length: 8 }, (_, n) => about(n + 1)))
      await eventually('all nine', ids, { holds: (found) => found.length === 9 })
      const round = () =>
        events.some((event) => event.type === 'succeeded' && event.ingest === 'updates' && event.pages === 3)
      await eventually('the end of the round', round)
      expect([...names].filter((name) => name !== undefined && name !== 'version 0')).toEqual(['version 8'])
    }
    await ingesting(feedAt(source.seed, { passIntervalMs: 3_600_000 }), use, {
      cluster: observing,
      // however slow the machine is, no round lasts long
      now: () => 1_700_000_000_000,
    })
  })
})

test('the latest activity about an object is the one whose object stays [G1]', async () => {
  await withSource(async (source) => {
    const about = (n: number) => ({ ...activity(n), object: { id: 'thing', name: `version ${n}` } })
    source.append(...Array.from({ length: 10 }, (_, n) => about(n)))
    await ingesting(feedAt(source.seed), async () => {
      await eventually('all ten', ids, { holds: (found) => found.length === 10 })
      expect((await visible('objects')).get('thing')).toEqual({ id: 'thing', name: 'version 9' })
    })
  })
})

test('a bad record is left out and reported; the others are not', async () => {
  await withSource(async (source) => {
    // no JSON reader agrees on what it says
    const ambiguous = '{"id":"twice","type":"Create","x":1,"x":2}'
    const bad: ScriptedActivity[] = [{ type: 'Create' }, '17', ambiguous]
    source.append(activity(1), ...bad, activity(2))
    await ingesting(feedAt(source.seed), async (events) => {
      await eventually('the good ones', ids, { holds: (found) => found.length === 2 })
      const records = events.filter((event) => event.type === 'record-rejected')
      expect(records[0]).toMatchObject({ feed: id, ingest: 'full', url: source.seed, position: 1 })
      const documents = events.filter((event) => event.type === 'document-rejected')
      expect(documents[0]).toMatchObject({
        feed: id,
        id: 'twice',
        alias: 'activities',
        url: expect.stringContaining('/feed?after=3'),
      })
    })
  })
})

test.each([
  ['not JSON', 200, '<html>'],
  ['without orderedItems', 200, '{"type":"Collection"}'],
  ['an error', 500, '{}'],
  ['cut off', 200, '{"orderedItems":[{"id":"a:1:Create"}'],
])('a page that is %s fails the pass, says where, and changes nothing searchable [G9]', async (_, status, body) => {
  await withSource(async (source) => {
    source.append(...[1, 2, 3, 4, 5].map((n) => activity(n)))
    await ingesting(feedAt(source.seed), async (events) => {
      await eventually('five', ids, { holds: (found) => found.length === 5 })
      source.interfere((request, response) => {
        if (!request.url?.includes('after=3')) return false
        response.writeHead(status).end(body)
        return true
      })
      const failures = () => events.filter((event) => event.type === 'failed')
      await eventually('a failure', () => failures().length >= 1)
      source.edit(() => undefined)
      source.append(...[6, 7, 8, 9].map((n) => activity(n)))
      source.interfere((request, response) => {
        if (!request.url?.includes('after=')) return false
        response.writeHead(status).end(body)
        return true
      })
      const before = failures().length
      await eventually('more failures', () => failures().length >= before + 4)
      expect((failures().at(-1) as { error: Error }).error.message).toContain(`${source.seed}?after=`)
      expect(await ids()).toEqual([1, 2, 3, 4, 5].map((n) => `a:${n}:Create`))
      source.interfere(undefined)
      await eventually('recovery', ids, {
        holds: (found) => found.join() === [6, 7, 8, 9].map((n) => `a:${n}:Create`).join(),
      })
    })
  })
})

test('a source that is down is tried again until it is back', async () => {
  const source = await startScriptedSource()
  const { port, seed } = source
  await source[Symbol.asyncDispose]()
  await ingesting(feedAt(seed), async (events) => {
    await eventually('failures', () => events.filter((event) => event.type === 'failed').length >= 2)
    await using back = await startScriptedSource({ port })
    back.append(activity(1))
    await eventually('the activity', ids, { holds: (found) => found.length === 1 })
  })
})

test('an OpenSearch that goes away in the middle is waited for, and nothing is lost', async () => {
  await withSource(async (source) => {
    source.append(...Array.from({ length: 9 }, (_, n) => activity(n)))
    let away = false
    const flaky: SearchCluster = async (request, options) => {
      if (away) return { status: 503, body: { error: { type: 'unavailable', reason: 'scripted' } } }
      return await cluster(request, options)
    }
    await ingesting(
      feedAt(source.seed),
      async (events) => {
        await eventually('nine', ids, { holds: (found) => found.length === 9 })
        away = true
        source.append(activity(9))
        await eventually('trouble', () => events.some(({ type }) => type === 'failed' || type === 'bulk-retried'))
        expect(await ids()).toHaveLength(9)
        away = false
        await eventually('the tenth', ids, { holds: (found) => found.length === 10 })
      },
      { cluster: flaky },
    )
  })
})

test('a source that holds requests is waited at: what it gains is seen at once, and a pass goes on meanwhile', async () => {
  const log = memoryLog()
  log.append(activity(1))
  const stop = new AbortController()
  const handler = createFeedHandler({ source: log, authentication: openToEveryone(), signal: stop.signal })
  const listener = getRequestListener((request) => handler(request))
  const waits: (string | undefined)[] = []
  const server = createServer((request, response) => {
    waits.push(request.headers.prefer as string | undefined)
    void listener(request, response)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  try {
    const feed = feedAt(`http://127.0.0.1:${port}/feed`, { tailIntervalMs: 100, passIntervalMs: 300 })
    await ingesting(feed, async (events) => {
      await eventually('a request to be held for long', () => waits.includes('wait=25'))
      const before = passes(events)
      await eventually('two more passes meanwhile', () => passes(events) >= before + 2)
      for (const n of [2, 3, 4]) {
        log.append(activity(n))
        await eventually(`activity ${n}`, ids, { holds: (found) => found.includes(`a:${n}:Create`) })
      }
    })
  } finally {
    stop.abort()
    server.close()
    server.closeAllConnections()
  }
})

test('an Atom feed is read as any other, by passes and by the tail', async () => {
  await withSource(async (source) => {
    const entries = [1, 2]
    source.interfere((_request, response) => {
      const entry = (n: number) =>
        `<entry><id>urn:e:${n}</id><title>Entry ${n}</title><updated>2026-01-0${n}T00:00:00Z</updated><link rel="alternate" href="http://source/${n}"/></entry>`
      response.writeHead(200, { 'content-type': 'application/atom+xml' })
      response.end(
        `<feed xmlns="http://www.w3.org/2005/Atom"><id>urn:f</id><title>F</title><updated>2026-01-09T00:00:00Z</updated>${entries.map(entry).join('')}</feed>`,
      )
      return true
    })
    await ingesting(feedAt(source.seed, { format: atomFormat, passIntervalMs: 3_600_000 }), async () => {
      await eventually('two', ids, { holds: (found) => found.length === 2 })
      entries.push(3)
      await eventually('a third', ids, { holds: (found) => found.length === 3 })
    })
  })
})

test('indexes that somebody deletes are filled again', async () => {
  await withSource(async (source) => {
    source.append(activity(1), activity(2))
    await ingesting(feedAt(source.seed), async (events) => {
      await eventually('two', ids, { holds: (found) => found.length === 2 })
      const { signal } = new AbortController()
      const table = await readAliasTable(cluster, { aliases: ['activities', 'objects'], family: id, signal })
      await deleteIndexes(cluster, Object.keys(table), { signal })
      const before = passes(events)
      await eventually('another pass', () => passes(events) > before)
      expect(await ids()).toEqual(['a:1:Create', 'a:2:Create'])
    })
  })
})

test('a restart goes on with the tail at once, and leaves no index behind', async () => {
  await withSource(async (source) => {
    const state = memoryFeedState()
    source.append(...[1, 2, 3, 4].map((n) => activity(n)))
    const feed = feedAt(source.seed, { passIntervalMs: 3_600_000 })
    await ingesting(feed, async (events) => void (await eventually('a pass', () => passes(events) === 1)), { state })
    source.append(activity(5))
    // the new pass takes longer than the test: only the tail can bring the fifth
    const slow = { ...feed, pageIntervalMs: 3_600_000 }
    const during = async (events: readonly IngestEvent[]) => {
      await eventually('the fifth', ids, { holds: (found) => found.length === 5 })
      await eventually('the pass to be in the middle', () =>
        events.some((event) => event.type === 'page' && event.ingest === 'full'),
      )
    }
    await ingesting(slow, during, { state })
    const { signal } = new AbortController()
    const table = await readAliasTable(cluster, { aliases: ['activities', 'objects'], family: id, signal })
    const kept = Object.keys(table).map((index) => parseIndexName(index)?.alias)
    expect(kept.toSorted((a = '', b = '') => a.localeCompare(b))).toEqual(['activities', 'objects'])
  })
})

test('a process that takes the feed over fences the one before, which changes nothing from then on', async () => {
  await withSource(async (source) => {
    source.append(...[1, 2, 3].map((n) => activity(n)))
    const patient = feedAt(source.seed, { retryIntervalsMs: [3_600_000] })
    await ingesting(patient, async (before) => {
      await eventually('a pass', () => passes(before) >= 1)
      await ingesting(feedAt(source.seed), async (after) => {
        await eventually('the first is fenced', () => before.some(({ type }) => type === 'taken-over'))
        source.append(activity(4))
        await eventually('the fourth', ids, { holds: (found) => found.length === 4 })
        const seen = passes(before)
        await eventually('two more passes', () => passes(after) >= 2)
        expect(passes(before)).toBe(seen)
      })
    })
  })
})

test('a Delete leaves a Tombstone and removes what came before about its object, by the tail and by a pass [G4]', async () => {
  await withSource(async (source) => {
    const about = (n: number, object: unknown, type = 'Update') => ({ id: `b:${n}`, type, object })
    source.append(activity(1), activity(2), about(3, { id: 'a:1', name: 'changed' }), about(4, { id: 'a:2' }))
    const slow = { passIntervalMs: 3_600_000 }
    await ingesting(feedAt(source.seed, slow), async () => {
      await eventually('four', ids, { holds: (found) => found.length === 4 })
      source.append(about(5, { id: 'a:1', type: 'Tombstone' }, 'Delete'))
      await eventually('the Delete', ids, { holds: (found) => found.join() === 'a:2:Create,b:4,b:5' })
      source.append(about(6, { id: 'a:1', name: 'back again' }, 'Create'))
      await eventually('what came after', ids, { holds: (found) => found.includes('b:6') })
    })
    source.append(about(7, { id: 'a:2', content: 'to be forgotten' }, 'Delete'))
    await ingesting(feedAt(source.seed, slow), async (events) => {
      await eventually('a pass', () => passes(events) === 1)
      expect(await ids()).toEqual(['b:5', 'b:6', 'b:7'])
      const objects = await visible('objects')
      expect(objects.get('a:1')).toEqual({ id: 'a:1', name: 'back again' })
      expect(objects.get('a:2')).toEqual({ id: 'a:2', type: 'Tombstone' })
    })
  })
})

const cautious = { ...defaultGuardLimits, removedCount: 5 }
const held = (events: readonly IngestEvent[]) => events.filter((event) => event.type === 'held')

test('a pass that would remove too much is held, the tail goes on, and a good pass ends it [G8]', async () => {
  await withSource(async (source) => {
    source.append(...Array.from({ length: 12 }, (_, n) => activity(n)))
    const feed = feedAt(source.seed, { guard: { ...cautious, agreeingPasses: 1_000 } })
    await ingesting(feed, async (events) => {
      await eventually('twelve', ids, { holds: (found) => found.length === 12 })
      source.interfere((request, response) => {
        if (request.url !== '/feed') return false
        response.end('{"orderedItems":[]}')
        return true
      })
      await eventually('three passes to be held', () => held(events).length >= 3)
      expect(held(events)[2]).toMatchObject({
        note: { finding: 'removes-too-much', agreeing: 3, difference: { live: 12, next: 0, removed: 12, refused: 0 } },
      })
      expect(await ids()).toHaveLength(12)
      source.interfere(undefined)
      source.append(activity(12))
      const before = passes(events)
      await eventually('a good pass', () => passes(events) > before)
      expect(await ids()).toHaveLength(13)
    })
  })
})

test('what enough passes in a row agree on is believed, also across a restart', async () => {
  await withSource(async (source) => {
    source.append(...Array.from({ length: 12 }, (_, n) => activity(n)))
    const feed = feedAt(source.seed, { guard: { ...cautious, agreeingPasses: 4 }, passIntervalMs: 200 })
    await ingesting(feed, async (events) => {
      await eventually('twelve', ids, { holds: (found) => found.length === 12 })
      source.edit((item) => ((item as { id: string }).id === 'a:3:Create' ? item : undefined))
      await eventually('the first to be held', () => held(events).length >= 1)
    })
    expect(await ids()).toHaveLength(12)
    await ingesting(feed, async (events) => {
      await eventually('one', ids, { holds: (found) => found.join() === 'a:3:Create' })
      expect(held(events).length).toBeLessThan(3)
      expect(held(events)[0]).toMatchObject({ note: { agreeing: expect.any(Number), difference: { removed: 11 } } })
    })
  })
})

test('a pass of which too much is refused is held', async () => {
  await withSource(async (source) => {
    source.append(...Array.from({ length: 6 }, (_, n) => activity(n)))
    const feed = feedAt(source.seed, { guard: { ...defaultGuardLimits, refusedCount: 2 } })
    await ingesting(feed, async (events) => {
      await eventually('six', ids, { holds: (found) => found.length === 6 })
      source.append(...[1, 2, 3].map((n) => `{"id":"twice:${n}","x":1,"x":2}`))
      await eventually('a pass to be held', () => held(events).length >= 1)
      expect(held(events)[0]).toMatchObject({ note: { finding: 'refuses-too-much', difference: { refused: 3 } } })
    })
  })
})

test('an operator approves what is held, rejects it, rolls back, and pauses', async () => {
  await withSource(async (source) => {
    source.append(...Array.from({ length: 12 }, (_, n) => activity(n)))
    const feed = feedAt(source.seed, { guard: { ...cautious, agreeingPasses: 1_000 }, passIntervalMs: 3_600_000 })
    const controls: (FeedControl | undefined)[] = []
    const use = async (events: readonly IngestEvent[]) => {
      await eventually('twelve', ids, { holds: (found) => found.length === 12 })
      const control = controls.at(-1) as FeedControl
      expect(await control.approve(), 'nothing is held').toBe(false)
      source.edit((item) => ((item as { id: string }).id === 'a:3:Create' ? item : undefined))
      control.runNow()
      await eventually('a held pass', () => held(events).length === 1)
      expect(await control.reject()).toBe(true)
      expect(await control.reject()).toBe(false)
      control.runNow()
      await eventually('another', () => held(events).length === 2)
      expect(await control.approve()).toBe(true)
      expect(await ids()).toEqual(['a:3:Create'])
      await control.rollBack()
      expect(await ids()).toHaveLength(12)
      expect(control.paused).toBe(true)
    }
    const useAgain = async () => {
      await eventually('the feed is held again', () => controls.at(-1) !== undefined)
      const control = controls.at(-1) as FeedControl
      expect(control.paused, 'also for who reads it next').toBe(true)
      expect(await ids(), 'still rolled back').toHaveLength(12)
      control.runNow()
      const requests = source.requests.length
      await sleep(200)
      expect(source.requests.length, 'requests while paused').toBeLessThanOrEqual(requests + 1)
      await control.resume()
      await eventually('requests again', () => source.requests.length > requests + 1)
    }
    const options = {
      state: memoryFeedState(),
      onControl: (_feed: string, control: FeedControl | undefined) => controls.push(control),
    }
    await ingesting(feed, use, options)
    expect(controls.at(-1)).toBeUndefined()
    await ingesting(feed, useAgain, options)
  })
})

test('a pass that is asked for while another runs follows at once', async () => {
  await withSource(async (source) => {
    source.append(...Array.from({ length: 30 }, (_, n) => activity(n)))
    let control: FeedControl | undefined
    const feed = feedAt(source.seed, { passIntervalMs: 3_600_000, pageIntervalMs: 100 })
    const started = (events: readonly IngestEvent[]) =>
      events.filter((event) => event.type === 'started' && event.ingest === 'full')
    const use = async (events: readonly IngestEvent[]) => {
      await eventually('a pass', () => started(events).length === 1 && control !== undefined)
      control?.runNow()
      control?.runNow()
      await eventually('another', () => passes(events) === 2)
      await sleep(300)
      expect(started(events), 'and no third').toHaveLength(2)
    }
    await ingesting(feed, use, { onControl: (_, given) => (control = given ?? control) })
  })
})

test('of two processes one reads the feed; when it ends the other goes on at once', async () => {
  await using redis = new AsyncRedis()
  await withSource(async (source) => {
    source.append(activity(1))
    const feed = feedAt(source.seed)
    const leasesOf = (holder: string) => redisLeases(redis.client, { holder, ttlMs: 10_000, pollMs: 20 })
    let first: Promise<void> = Promise.resolve()
    const ended = new AbortController()
    first = ingesting(
      feed,
      async (events) => {
        await eventually('a pass of the first', () => passes(events) >= 1)
        await new Promise((resolve) => ended.signal.addEventListener('abort', resolve))
      },
      { leases: leasesOf('first') },
    )
    await eventually('the first activity', ids, { holds: (found) => found.length === 1 })
    await ingesting(
      feed,
      async (events) => {
        const before = source.requests.length
        await eventually('the first to go on', () => source.requests.length > before + 5)
        expect(events).toEqual([])
        ended.abort()
        await first
        await eventually('a pass of the second', () => passes(events) >= 1)
      },
      { leases: leasesOf('second') },
    )
    expect(source.mostInFlight).toBe(1)
  })
})

test('ingestFeeds() deletes the indexes of other feeds, counts what readers can see, and ends when told', async () => {
  await withSource(async (source) => {
    source.append(activity(1), activity(2))
    const { signal } = new AbortController()
    const gone = `${id}_gone`
    const indexesOf = async (family: string) =>
      Object.keys(await readAliasTable(cluster, { aliases: ['activities', 'objects'], family, signal }))
    const blueprints = blueprintsOf({ feedId: gone })
    await publishGeneration(cluster, await openGeneration(cluster, { family: gone, token: 1, blueprints, signal }), {
      signal,
    })
    expect(await indexesOf(gone)).toHaveLength(2)
    const stop = new AbortController()
    const events: IngestEvent[] = []
    const running = ingestFeeds({
      feeds: [feedAt(source.seed)],
      cluster,
      signal: stop.signal,
      onEvent: (event) => events.push(event),
      replicas: 0,
      measureIntervalMs: 50,
    })
    await eventually('the measurement', () => events.findLast(({ type }) => type === 'measured'), {
      holds: (event) => event?.type === 'measured' && event.measurement.feeds[id]?.searchable === 2,
    })
    await eventually('only this feed', () => events.some(({ type }) => type === 'unconfigured-deleted'))
    expect(await indexesOf(gone)).toEqual([])
    stop.abort()
    await running
  })
})
