import { describe, expect, it } from 'vitest'
import { FeedItemError, FeedOptionError, LogFullError } from './errors.ts'
import { memoryLog } from './memory-log.ts'

const options = { limit: 2, signal: new AbortController().signal, url: new URL('http://localhost/') }

describe('memoryLog()', () => {
  it('reads on from any cursor it gave, and back', async () => {
    const log = memoryLog({ generation: 'g' })
    for (const n of [1, 2, 3]) log.append({ id: `a:${n}`, type: 'Create' })
    const first = await log.readPage(undefined, options)
    expect(first).toEqual({
      items: ['{"id":"a:1","type":"Create"}', '{"id":"a:2","type":"Create"}'],
      nextCursor: 'g-2',
    })
    expect(await log.readPage('g-2', options)).toEqual({ items: ['{"id":"a:3","type":"Create"}'], nextCursor: 'g-3' })
    expect(await log.readPage('g-3', options)).toEqual({ items: [], nextCursor: undefined })
    expect(await log.placeBefore?.('g-3', options)).toEqual({ cursor: 'g-1' })
    expect(await log.placeBefore?.('g-2', options)).toEqual({ cursor: undefined })
    expect(await log.placeBefore?.('g-0', options)).toBeUndefined()
    expect(await log.totalItems?.(options)).toBe(3)
  })

  it('has for its last place a page that next leads to, not empty unless the log is', async () => {
    const log = memoryLog({ generation: 'g' })
    const places: (string | undefined)[] = []
    for (const n of [1, 2, 3, 4, 5]) {
      places.push((await log.lastPlace?.(options))?.cursor)
      log.append({ id: `a:${n}`, type: 'Create' })
    }
    expect(places).toEqual([undefined, undefined, undefined, 'g-2', 'g-2'])
  })

  it('knows no other cursor, also none of a log before it', async () => {
    const log = memoryLog({ generation: 'g' })
    for (const cursor of [
      'g-1',
      'g--1',
      'g-00',
      'g-0x0',
      'g-0.0',
      '',
      'g- 0',
      'g-1e0',
      'g-NaN',
      'g-99999999999',
      'h-0',
      '0',
    ]) {
      expect(await log.readPage(cursor, options)).toBeUndefined()
    }
    const [one, two] = [memoryLog(), memoryLog()]
    one.append({ id: 'a:1', type: 'Create' })
    two.append({ id: 'b:1', type: 'Create' })
    const cursor = (await one.readPage(undefined, options))?.nextCursor
    expect(await one.readPage(cursor, options)).toBeDefined()
    expect(await two.readPage(cursor, options)).toBeUndefined()
  })

  it('keeps activities as they were when appended', async () => {
    const log = memoryLog()
    const activity = { id: 'a:1', type: 'Create' }
    log.append(activity)
    activity.type = 'Delete'
    expect((await log.readPage(undefined, options))?.items).toEqual(['{"id":"a:1","type":"Create"}'])
  })

  it('refuses what is no JSON object, and more than it may hold', () => {
    const log = memoryLog({ maxItems: 1 })
    expect(() => log.append({ id: 'a:1', type: 'Create', n: 1n })).toThrow(FeedItemError)
    expect(() => log.append({ id: 'a:1', type: 'Create', toJSON: () => undefined })).toThrow(FeedItemError)
    expect(log.size).toBe(0)
    log.append({ id: 'a:1', type: 'Create' })
    expect(() => log.append({ id: 'a:2', type: 'Create' })).toThrow(LogFullError)
    expect(() => memoryLog({ maxItems: 0 })).toThrow(FeedOptionError)
    expect(() => memoryLog({ generation: 'a-b' })).toThrow(FeedOptionError)
  })
})
