import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openToEveryone } from './authentication.ts'
import { createFeedHandler } from './create-feed-handler.ts'
import type { FeedServerEvent } from './events.ts'
import type { FeedHandlerOptions } from './feed-handler-options.ts'
import type { FeedSource } from './feed-source.ts'
import { createTailHolder, type HoldResult } from './hold-tail.ts'
import { memoryLog } from './memory-log.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
afterEach(() => void vi.useRealTimers())

/** A list that tells nobody when it grows, and counts its readings. */
function silentSource() {
  const items: string[] = []
  const source = {
    reads: 0,
    failure: undefined as Error | undefined,
    add: () => items.push(`{"id":"a:${items.length}","type":"Create"}`),
    async readPage(cursor = '0', { limit }: { limit: number }) {
      source.reads += 1
      if (source.failure) throw source.failure
      const page = items.slice(Number(cursor), Number(cursor) + limit)
      return { items: page, nextCursor: page.length > 0 ? String(Number(cursor) + page.length) : undefined }
    },
  }
  return source
}

function serve(source: FeedSource, more: Partial<FeedHandlerOptions> = {}) {
  const events: FeedServerEvent[] = []
  const handler = createFeedHandler({
    source,
    authentication: openToEveryone(),
    onEvent: (event) => events.push(event),
    ...more,
  })
  const ask = (headers: Record<string, string> = { prefer: 'wait=10' }, path = '/feed', init: RequestInit = {}) =>
    handler(new Request(`http://shop.example${path}`, { headers, ...init }))
  return { ask, events }
}

/** What has been answered so far. */
function watch(answers: readonly Promise<Response>[]) {
  const statuses: number[] = []
  for (const answer of answers) void answer.then(({ status }) => statuses.push(status))
  return statuses
}

describe('a request that prefers to wait', () => {
  it('is held at the end of the feed until something comes, and is told so [P20]', async () => {
    const log = memoryLog()
    const { ask, events } = serve(log)
    const answer = ask()
    const answered = watch([answer])
    await vi.advanceTimersByTimeAsync(5000)
    expect(answered).toEqual([])
    log.append({ id: 'a:1', type: 'Create' })
    await vi.advanceTimersByTimeAsync(0) // no poll has to come first
    const response = await answer
    expect(response.headers.get('preference-applied')).toBe('wait=10')
    expect(await response.json()).toMatchObject({ orderedItems: [{ id: 'a:1' }] })
    expect(events).toMatchObject([{ type: 'page-served', status: 200, held: true, items: 1 }])
    expect(vi.getTimerCount()).toBe(0)
  })

  it('is answered with what there is when its time is over, or the time that the feed allows [P20]', async () => {
    const { ask } = serve(memoryLog(), { maxWaitSeconds: 3 })
    const answers = [ask({ prefer: 'wait=1' }), ask({ prefer: 'wait=100' })]
    const answered = watch(answers)
    await vi.advanceTimersByTimeAsync(999)
    expect(answered).toHaveLength(0)
    await vi.advanceTimersByTimeAsync(1)
    expect(answered).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(2000)
    expect(answered).toHaveLength(2)
    const [short, long] = await Promise.all(answers)
    expect(short?.headers.get('preference-applied')).toBe('wait=1')
    expect(long?.headers.get('preference-applied')).toBe('wait=3')
    expect(await long?.json()).toMatchObject({ orderedItems: [] })
    await vi.advanceTimersByTimeAsync(1000)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('is answered at once where there is something, before the end, and where nobody may wait [P20]', async () => {
    const log = memoryLog()
    log.append({ id: 'a:1', type: 'Create' })
    const { ask } = serve(log)
    expect((await ask()).headers.get('preference-applied')).toBe('wait=10')
    const never = serve(memoryLog(), { maxWaitSeconds: 0 })
    expect((await never.ask()).headers.get('preference-applied')).toBeNull()
    const empty = serve(memoryLog())
    expect((await empty.ask({})).headers.get('preference-applied')).toBeNull()
    const head = await empty.ask({ prefer: 'wait=10' }, '/feed', { method: 'HEAD' })
    expect(head.headers.get('preference-applied')).toBeNull()
    expect((await empty.ask({ prefer: 'wait=10' }, '/feed?view=last')).headers.get('preference-applied')).toBeNull()
    expect((await empty.ask({ prefer: 'wait=10' }, '/feed?cursor=elsewhere')).status).toBe(404)
  })

  it('waits for a page without next to differ from the one it has [P20] [P14]', async () => {
    const items = ['{"id":"a:1","type":"Create"}']
    const source: FeedSource = { readPage: async () => ({ items: [...items] }) }
    const { ask } = serve(source)
    const etag = (await ask({})).headers.get('etag') ?? ''
    const same = ask({ prefer: 'wait=1', 'if-none-match': etag })
    await vi.advanceTimersByTimeAsync(1000)
    expect((await same).status).toBe(304)
    expect((await same).headers.get('preference-applied')).toBe('wait=1')
    const changed = ask({ prefer: 'wait=10', 'if-none-match': etag })
    await vi.advanceTimersByTimeAsync(1000)
    items.push('{"id":"a:2","type":"Create"}')
    await vi.advanceTimersByTimeAsync(250)
    expect(await (await changed).json()).toMatchObject({ orderedItems: { length: 2 } })
    expect((await ask({ prefer: 'wait=10', 'if-none-match': '"other"' })).status).toBe(200)
  })

  it('costs next to nothing: thousands are served by one reading a poll, and by one rendering [P20]', async () => {
    const source = silentSource()
    const { ask } = serve(source)
    const answers = Array.from({ length: 3000 }, () => ask())
    const answered = watch(answers)
    await vi.advanceTimersByTimeAsync(0)
    expect(source.reads).toBe(3000 + 1) // each looks for itself first
    source.reads = 0
    await vi.advanceTimersByTimeAsync(2500)
    expect(source.reads).toBe(10)
    expect(answered).toHaveLength(0)
    source.add()
    await vi.advanceTimersByTimeAsync(250)
    expect(answered).toHaveLength(3000)
    expect(source.reads).toBe(11)
    expect(new Set(await Promise.all(answers.map(async (answer) => (await answer).text()))).size).toBe(1)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('is not held beyond the limits, and told that it was not [P20]', async () => {
    const { ask } = serve(silentSource(), { maxHeld: 2, maxHeldPages: 1 })
    const answers = [ask(), ask(), ask(), ask({ prefer: 'wait=10' }, '/feed?cursor=7')]
    const answered = watch(answers)
    await vi.advanceTimersByTimeAsync(0)
    expect(answered).toEqual([200, 200])
    expect((await answers[2])?.headers.get('preference-applied')).toBeNull()
    await vi.advanceTimersByTimeAsync(10_000)
    expect(answered).toHaveLength(4)
  })

  it('is answered with a failure when the source fails meanwhile [P17]', async () => {
    const source = silentSource()
    const { ask } = serve(source)
    const answer = ask()
    await vi.advanceTimersByTimeAsync(100)
    source.failure = new Error('down')
    await vi.advanceTimersByTimeAsync(250)
    expect((await answer).status).toBe(500)
  })

  it('is forgotten when its caller leaves, and answered when the server ends', async () => {
    const source = silentSource()
    const ending = new AbortController()
    const { ask, events } = serve(source, { signal: ending.signal })
    const caller = new AbortController()
    const left = ask({ prefer: 'wait=10' }, '/feed', { signal: caller.signal })
    const stays = ask()
    await vi.advanceTimersByTimeAsync(100)
    caller.abort()
    await left
    expect(events).toMatchObject([{ type: 'request-refused', reason: 'caller-left' }])
    ending.abort()
    await vi.advanceTimersByTimeAsync(0)
    expect(await (await stays).json()).toMatchObject({ orderedItems: [] })
    expect(vi.getTimerCount()).toBe(0)
    expect((await ask()).headers.get('preference-applied')).toBeNull()
  })
})

describe('createTailHolder()', () => {
  it('polls nothing while nobody waits, and goes on with who comes later', async () => {
    const source = silentSource()
    const subscribed = { count: 0 }
    const hold = createTailHolder({
      pollIntervalMs: 100,
      readTimeoutMs: 1000,
      maxHeld: 10,
      maxHeldPages: 10,
      signal: new AbortController().signal,
      subscribe() {
        subscribed.count += 1
        return () => {
          subscribed.count -= 1
        }
      },
    })
    const wait = (waitMs: number): Promise<HoldResult> =>
      hold({
        key: 'a',
        read: () => source.readPage('0', { limit: 10 }),
        isNews: ({ items }) => items.length > 0,
        waitMs,
        signal: new AbortController().signal,
      })
    const first = wait(150)
    await vi.advanceTimersByTimeAsync(150)
    expect(await first).toBe('nothing-new')
    await vi.advanceTimersByTimeAsync(1000)
    expect([source.reads, subscribed.count, vi.getTimerCount()]).toEqual([2, 0, 0])
    const second = wait(500)
    await vi.advanceTimersByTimeAsync(50)
    expect(subscribed.count).toBe(1)
    source.add()
    await vi.advanceTimersByTimeAsync(50)
    expect(await second).toMatchObject({ page: { items: { length: 1 } } })
  })
})
