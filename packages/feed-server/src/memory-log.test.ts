import { describe, expect, it } from 'vitest'
import { FeedItemError, FeedOptionError, LogFullError } from './errors.ts'
import { memoryLog } from './memory-log.ts'

const options = { limit: 2, signal: new AbortController().signal, url: new URL('http://localhost/') }

describe('memoryLog()', () => {
  it('reads on from any cursor it gave', async () => {
    const log = memoryLog()
    for (const n of [1, 2, 3]) log.append({ id: `a:${n}`, type: 'Create' })
    const first = await log.readPage(undefined, options)
    expect(first).toEqual({ items: ['{"id":"a:1","type":"Create"}', '{"id":"a:2","type":"Create"}'], nextCursor: '2' })
    expect(await log.readPage('2', options)).toEqual({ items: ['{"id":"a:3","type":"Create"}'], nextCursor: '3' })
    expect(await log.readPage('3', options)).toEqual({ items: [], nextCursor: undefined })
  })

  it('knows no other cursor', async () => {
    const log = memoryLog()
    for (const cursor of ['1', '-1', '00', '0x0', '0.0', '', ' 0', '1e0', 'NaN', '99999999999']) {
      expect(await log.readPage(cursor, options)).toBeUndefined()
    }
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
  })
})
