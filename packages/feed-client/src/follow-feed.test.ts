import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ScriptedPage, ScriptedSource } from '../test/scripted-source.ts'
import { origin, scriptedFormat, scriptedSource } from '../test/scripted-source.ts'
import type { FollowFeedOptions } from './follow-feed.ts'
import { followFeed } from './follow-feed.ts'
import type { PageRequester, PageRequestOptions } from './page-requester.ts'
import { readFeed } from './read-feed.ts'
import { StatusError } from './request-errors.ts'

/** Follows a feed whose time passes only while it sleeps; `onRound` runs before each pause and may end it. */
async function follow(
  source: ScriptedSource,
  onPause: (pause: number, stop: () => void) => void,
  options: Partial<FollowFeedOptions> = {},
) {
  const controller = new AbortController()
  const stop = () => controller.abort('stopped')
  const pauses: number[] = []
  const given: string[][] = []
  let error: unknown
  const pages = followFeed({
    seed: `${origin}/1`,
    format: scriptedFormat,
    requestPage: source.requestPage,
    signal: controller.signal,
    random: () => 0.5,
    sleep: async (ms) => {
      pauses.push(ms)
      onPause(pauses.length, stop)
    },
    ...options,
  })
  try {
    for await (const { url, items } of pages) {
      given.push([new URL(url).pathname, ...items.map(({ bytes }) => Buffer.from(bytes).toString())])
    }
  } catch (thrown) {
    error = thrown
  }
  return { given, pauses, error }
}

const holding = (source: ScriptedSource, news: (waits: number) => void) => {
  let waits = 0
  source.before = (_, { waitSeconds, held }: PageRequestOptions) => {
    if (waitSeconds === undefined) return undefined
    if (held) {
      waits += 1
      news(waits)
    }
    return { applied: `wait=${waitSeconds}`, fetchMs: waitSeconds * 1000 }
  }
}

describe('followFeed()', () => {
  it('gives all there is, then what is added to the last page, then what comes after it', async () => {
    const source = scriptedSource({ '/1': { ids: ['a'], next: '/2' }, '/2': { ids: ['b'], etag: '2' } })
    const { given, error } = await follow(source, (pause, stop) => {
      if (pause === 2) source.pages['/2'] = { ids: ['b', 'c'], etag: '2.1' }
      if (pause === 4) {
        source.pages['/2'] = { ids: ['b=2', 'c'], next: '/3', etag: '2.2' }
        source.pages['/3'] = { ids: ['d'] }
      }
      if (pause === 6) stop()
    })
    expect(given).toEqual([
      ['/1', 'a'],
      ['/2', 'b'],
      ['/2', 'c'],
      ['/2', 'b=2'],
      ['/3', 'd'],
    ])
    expect(error).toBe('stopped')
    expect(source.asked).toEqual(['/1', '/2', '/2*', '/2', '/2*', '/2', '/3', '/3'])
  })

  it('gives a page once, though it is empty, so that one can go on from it', async () => {
    const source = scriptedSource({ '/1': { ids: ['a'], next: '/2' }, '/2': {} })
    const { given } = await follow(source, (pause, stop) => void (pause === 3 && stop()))
    expect(given).toEqual([['/1', 'a'], ['/2']])
  })

  it('pauses ever longer while nothing happens, and starts anew with news', async () => {
    const source = scriptedSource({ '/1': { ids: ['a'], etag: '1' } })
    const { pauses } = await follow(source, (pause, stop) => {
      if (pause === 13) source.pages['/1'] = { ids: ['a', 'b'], etag: '2' }
      if (pause === 15) stop()
    })
    expect(pauses.map(Math.round)).toEqual([
      100, 150, 225, 338, 506, 759, 1139, 1709, 2563, 3844, 5000, 5000, 5000, 100, 150,
    ])
  })

  it('asks a source to hold its request, and, once that has said it does, again and again without pause', async () => {
    const source = scriptedSource({ '/1': { ids: ['a'], etag: '1' } })
    const controller = new AbortController()
    holding(source, (waits) => {
      if (waits === 2) source.pages['/1'] = { ids: ['a', 'b'], etag: '2' }
      if (waits === 4) controller.abort('stopped')
    })
    const { given, pauses } = await follow(source, () => undefined, { signal: controller.signal, waitSeconds: 30 })
    expect(given).toEqual([
      ['/1', 'a'],
      ['/1', 'b'],
    ])
    expect(pauses).toEqual([100])
    expect(source.calls.map(({ waitSeconds, held }) => [waitSeconds, held])).toEqual([
      [undefined, undefined],
      [1, undefined],
      [30, true],
      [30, true],
      [30, true],
      [30, true],
    ])
  })

  it('asks as held only for the page it waits at', async () => {
    const source = scriptedSource({ '/1': { ids: ['a'], etag: '1' }, '/2': { ids: ['b'], etag: '1' } })
    const controller = new AbortController()
    holding(source, (waits) => {
      if (waits === 1) source.pages['/1'] = { ids: ['a'], next: '/2', etag: '2' }
      if (waits === 2) controller.abort('stopped')
    })
    await follow(source, () => undefined, { signal: controller.signal })
    expect(source.asked).toEqual(['/1', '/1*', '/1', '/2', '/2*'])
    expect(source.calls.map(({ held = false }) => held)).toEqual([false, false, true, false, true])
  })

  it('pauses where a source says that it holds requests and does not', async () => {
    const source = scriptedSource({ '/1': { ids: ['a'], etag: '1' } })
    source.before = (_, { waitSeconds }) => ({ applied: `wait=${waitSeconds}`, fetchMs: 2 })
    const { pauses } = await follow(source, (pause, stop) => void (pause === 4 && stop()))
    expect(pauses.map(Math.round)).toEqual([100, 150, 225, 338])
  })

  it('goes back to pauses when a source no longer holds requests', async () => {
    const source = scriptedSource({ '/1': { ids: ['a'], etag: '1' } })
    holding(source, (waits) => {
      if (waits === 3) source.before = () => undefined
    })
    const { pauses } = await follow(source, (pause, stop) => void (pause === 4 && stop()))
    expect(pauses).toHaveLength(4)
    expect(source.calls.at(-1)).toMatchObject({ waitSeconds: 1 })
  })

  it('never asks for a wait of 0', async () => {
    const source = scriptedSource({ '/1': {} })
    await follow(source, (pause, stop) => void (pause === 3 && stop()), { waitSeconds: 0 })
    expect(source.calls.every(({ waitSeconds }) => waitSeconds === undefined)).toBe(true)
  })

  it('has one request under way at a time, and none while its reader works', async () => {
    const source = scriptedSource({ '/1': { ids: ['a'], next: '/2' }, '/2': { ids: ['b'] } })
    let underWay = 0
    let most = 0
    const controller = new AbortController()
    const pages = followFeed({
      seed: `${origin}/1`,
      format: scriptedFormat,
      signal: controller.signal,
      sleep: async () => controller.abort('stopped'),
      async requestPage(url, call) {
        underWay += 1
        most = Math.max(most, underWay)
        await Promise.resolve()
        underWay -= 1
        return source.requestPage(url, call)
      },
    })
    const whileRead: number[] = []
    const read = async () => {
      for await (const _ of pages) whileRead.push(underWay)
    }
    await expect(read()).rejects.toBe('stopped')
    expect({ most, whileRead }).toEqual({ most: 1, whileRead: [0, 0] })
  })

  describe('of a feed with archives', () => {
    const pages = (): Record<string, ScriptedPage> => ({
      '/1': { ids: ['c'], previous: '/b', etag: '1' },
      '/b': { ids: ['b'], previous: '/a', etag: 'b' },
      '/a': { ids: ['a'], etag: 'a' },
    })

    it('reads the archives once, and then only what is new', async () => {
      const source = scriptedSource(pages())
      const { given } = await follow(source, (pause, stop) => {
        if (pause === 2) {
          source.pages['/1'] = { ids: ['d', 'e'], previous: '/c', etag: '2' }
          source.pages['/c'] = { ids: ['c'], previous: '/b', etag: 'c' }
        }
        if (pause === 4) stop()
      })
      expect(given).toEqual([
        ['/a', 'a'],
        ['/b', 'b'],
        ['/1', 'c'],
        ['/c', 'c'],
        ['/1', 'd', 'e'],
      ])
      expect(source.asked).toEqual(['/1', '/b', '/a', '/1*', '/1', '/c', '/b*', '/1*'])
    })

    it('goes on from a page and the one before it, without reading the others', async () => {
      const source = scriptedSource(pages())
      const { given } = await follow(source, (_, stop) => stop(), { since: `${origin}/b` })
      expect(given).toEqual([
        ['/b', 'b'],
        ['/1', 'c'],
      ])
    })

    it('looks at the newest page where the first only leads to it', async () => {
      const source = scriptedSource({
        '/1': { previous: '/b', etag: '1' },
        '/b': { ids: ['b'], previous: '/a', etag: 'b' },
        '/a': { ids: ['a'], etag: 'a' },
      })
      const { given } = await follow(source, (pause, stop) => {
        if (pause === 1) source.pages['/b'] = { ids: ['b', 'c'], previous: '/a', etag: 'b2' }
        if (pause === 2) {
          source.pages['/1'] = { previous: '/c', etag: '2' }
          source.pages['/c'] = { ids: ['d'], previous: '/b' }
        }
        if (pause === 3) stop()
      })
      expect(given).toEqual([['/a', 'a'], ['/b', 'b'], ['/1'], ['/b', 'c'], ['/c', 'd']])
    })
  })

  it('ends with what a page throws, unless it may be tried again', async () => {
    const failing = () => {
      const source = scriptedSource({ '/1': { ids: ['a'] } })
      let requests = 0
      source.before = () => {
        requests += 1
        if (requests === 2 || requests === 3) throw new StatusError(`${origin}/1`, 503, requests * 10_000)
        return undefined
      }
      return source
    }
    const { error } = await follow(failing(), () => undefined)
    expect(error).toMatchObject({ code: 'status', status: 503 })
    const retries: unknown[] = []
    const { pauses } = await follow(failing(), (pause, stop) => void (pause === 4 && stop()), {
      retry: { onRetry: ({ waitMs, tries }) => retries.push([waitMs, tries]) },
    })
    expect(pauses).toEqual([100, 20_000, 30_000, 150])
    expect(retries).toEqual([
      [20_000, 1],
      [30_000, 2],
    ])
  })

  it('gives every change, and readFeed() the rest: late commits and deletions', async () => {
    const change = fc.record({
      kind: fc.constantFrom('insert', 'update', 'delete', 'begin', 'commit'),
      which: fc.nat(20),
      pause: fc.boolean(),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(change, { maxLength: 30 }), fc.boolean(), async (changes, hasEtags) => {
        const table = createTable(hasEtags)
        const controller = new AbortController()
        let left = [...changes]
        let quiet = 0
        const sleep = async () => {
          if (left.length === 0) {
            quiet += 1
            if (quiet === 2) controller.abort('stopped')
          }
          const end = left.findIndex(({ pause }) => pause) + 1 || left.length
          for (const { kind, which } of left.slice(0, end)) table.change(kind, which)
          left = left.slice(end)
        }
        const options = { seed: `${origin}/0`, format: scriptedFormat, requestPage: table.requestPage }
        const followed = new Map<string, string>()
        const following = async () => {
          for await (const { items } of followFeed({ ...options, signal: controller.signal, sleep })) {
            for (const { id, bytes } of items) followed.set(id, Buffer.from(bytes).toString())
          }
        }
        await expect(following()).rejects.toBe('stopped')
        const inTime = [...table.rows].filter(([, { isLate }]) => !isLate)
        for (const [id, { version }] of inTime) expect(followed.get(id)).toBe(`${id}=${version}`)
        const read = new Map<string, string>()
        for await (const { items } of readFeed({ ...options, signal: new AbortController().signal })) {
          for (const { id, bytes } of items) read.set(id, Buffer.from(bytes).toString())
        }
        expect(read).toEqual(new Map([...table.rows].map(([id, { version }]) => [id, `${id}=${version}`])))
      }),
      { numRuns: 200 },
    )
  })
})

interface Row {
  version: number
  at: number
  /** Committed after rows that were begun later: whoever reads on from those misses it. */
  isLate: boolean
}

/** A feed of a table in pages of three, by when its rows were changed last. */
function createTable(hasEtags: boolean) {
  let clock = 0
  const rows = new Map<string, Row>()
  const begun: [string, Row][] = []
  const requestPage: PageRequester = async (url, { etag: known }) => {
    const from = Number(new URL(url).pathname.slice(1))
    const after = [...rows].filter(([, { at }]) => at > from).sort(([, a], [, b]) => a.at - b.at)
    const shown = after.slice(0, 3)
    const last = shown[2]
    const ids = shown.map(([id, { version }]) => `${id}=${version}`)
    const text = JSON.stringify({ ids, ...(last && { next: `/${last[1].at}` }) })
    if (hasEtags && known === text) return { status: 'unchanged', url, fetchMs: 1 }
    const etag = hasEtags ? text : undefined
    const body = Buffer.from(text)
    return { status: 'ok', url, body, etag, contentType: undefined, preferenceApplied: undefined, fetchMs: 1 }
  }
  return {
    rows,
    requestPage,
    change(kind: string, which: number) {
      clock += 1
      const [id, row] = [...rows][which % Math.max(1, rows.size)] ?? []
      if (kind === 'insert') rows.set(`row${clock}`, { version: 1, at: clock, isLate: false })
      if (kind === 'begin') begun.push([`late${clock}`, { version: 1, at: clock, isLate: true }])
      if (kind === 'commit') for (const [late, begunRow] of begun.splice(0)) rows.set(late, begunRow)
      if (id === undefined || !row) return
      if (kind === 'update') rows.set(id, { version: row.version + 1, at: clock, isLate: false })
      if (kind === 'delete') rows.delete(id)
    },
  }
}
