import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type CurrentStateOptions, currentState } from './current-state.ts'
import { FeedOptionError, StateTooLargeError } from './errors.ts'
import type { FeedSource } from './feed-source.ts'

const signal = new AbortController().signal
const url = new URL('http://shop.example/feed')

function stateOf(entities: Map<string, number>, more: Partial<CurrentStateOptions> = {}) {
  return currentState({
    id: 'shop:cups',
    async *entities() {
      for (const [name, size] of entities) {
        yield { id: `shop:cup:${name}:Update`, type: 'Update', object: { id: name, size } }
      }
    },
    ...more,
  })
}

interface Emitted {
  readonly type: string
  readonly object?: { readonly id: string; readonly size: number }
}

async function follow(source: FeedSource, from: string | undefined, limit = 2) {
  const items: Emitted[] = []
  for (let cursor = from; ; ) {
    const page = await source.readPage(cursor, { limit, signal, url })
    if (!page) return undefined
    items.push(...page.items.map((item) => JSON.parse(item as string) as Emitted))
    if (page.items.length === 0) return { items, cursor, types: items.map(({ type }) => type) }
    cursor = page.nextCursor
  }
}

describe('currentState()', () => {
  it('emits a Refresh and then every entity [P27]', async () => {
    const read = await follow(
      stateOf(
        new Map([
          ['a', 1],
          ['b', 2],
          ['c', 3],
        ]),
        { now: () => 0 },
      ),
      undefined,
    )
    expect(read?.types).toEqual(['Refresh', 'Update', 'Update', 'Update'])
    expect(read?.items[0]).toEqual({
      id: expect.stringMatching(/^shop:cups:Refresh:[\da-f]{8}-0$/),
      type: 'Refresh',
      published: '1970-01-01T00:00:00.000Z',
    })
  })

  it('emits it again to who is at the end, when told to or when it is old [P27]', async () => {
    let clock = 0
    const source = stateOf(new Map([['a', 1]]), { now: () => clock, maxAgeMs: 1000 })
    const first = await follow(source, undefined)
    const nothing = await follow(source, first?.cursor)
    expect(nothing?.types).toEqual([])
    source.refresh()
    const second = await follow(source, nothing?.cursor)
    expect(second?.types).toEqual(['Refresh', 'Update'])
    clock = 999
    expect((await follow(source, second?.cursor))?.types).toEqual([])
    clock = 1000
    expect((await follow(source, second?.cursor))?.types).toEqual(['Refresh', 'Update'])
  })

  it('reads the state once for all who read meanwhile, and no further than asked', async () => {
    let [started, given] = [0, 0]
    const source = currentState({
      id: 'x',
      *entities() {
        started += 1
        for (let n = 0; n < 100; n++) {
          given += 1
          yield { id: `x:${n}`, type: 'Update' }
        }
      },
    })
    const read = () => source.readPage(undefined, { limit: 10, signal, url })
    const pages = await Promise.all([read(), read(), read()])
    expect([started, given]).toEqual([1, 9])
    expect(new Set(pages.map((page) => page?.nextCursor)).size).toBe(1)
  })

  it('lets who is in one emission finish while the next one runs, not the one before that', async () => {
    const source = stateOf(
      new Map([
        ['a', 1],
        ['b', 2],
      ]),
    )
    const cursor = (await source.readPage(undefined, { limit: 1, signal, url }))?.nextCursor
    source.refresh()
    await source.readPage(undefined, { limit: 1, signal, url })
    expect((await follow(source, cursor))?.types).toEqual(['Update', 'Update', 'Refresh', 'Update', 'Update'])
    source.refresh()
    await source.readPage(undefined, { limit: 1, signal, url })
    expect(await follow(source, cursor)).toBeUndefined()
    for (const other of ['', 'x', `${cursor}0`, cursor?.replace(/^./, 'z') ?? '', 'abcdef01-0-1']) {
      expect(await source.readPage(other, { limit: 1, signal, url })).toBeUndefined()
    }
  })

  it('fails, and starts again, when the state cannot be read, or is too large [P17]', async () => {
    let isDown = true
    const failing = currentState({
      id: 'x',
      *entities() {
        yield { id: 'x:1', type: 'Update' }
        if (isDown) throw new Error('down')
      },
    })
    await expect(follow(failing, undefined)).rejects.toThrow('down')
    isDown = false
    expect((await follow(failing, undefined))?.types).toEqual(['Refresh', 'Update'])
    const large = stateOf(
      new Map([
        ['a', 1],
        ['b', 2],
        ['c', 3],
      ]),
      { maxItems: 2 },
    )
    await expect(follow(large, undefined)).rejects.toThrow(StateTooLargeError)
    expect(
      (
        await follow(
          stateOf(
            new Map([
              ['a', 1],
              ['b', 2],
            ]),
            { maxItems: 2 },
          ),
          undefined,
        )
      )?.items,
    ).toHaveLength(3)
    expect(() => stateOf(new Map(), { maxItems: 0 })).toThrow(FeedOptionError)
  })

  it('gives who follows it, then reads once more, exactly what there is, by absence [P24] [P27]', async () => {
    const change = fc.oneof(
      fc.tuple(fc.constant('put' as const), fc.constantFrom('a', 'b', 'c'), fc.nat(9)),
      fc.tuple(fc.constant('delete' as const), fc.constantFrom('a', 'b', 'c'), fc.constant(0)),
      fc.tuple(fc.constant('read' as const), fc.constant(''), fc.constant(0)),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(change), fc.integer({ min: 1, max: 3 }), async (changes, limit) => {
        const entities = new Map<string, number>()
        const source = stateOf(entities)
        let held = new Map<string, number>()
        let cursor: string | undefined
        const readOn = async () => {
          const read = await follow(source, cursor, limit)
          for (const { type, object } of read?.items ?? []) {
            if (type === 'Refresh') held = new Map()
            else if (object) held.set(object.id, object.size)
          }
          cursor = read?.cursor
        }
        for (const [what, name, size] of changes) {
          if (what === 'put') entities.set(name, size)
          if (what === 'delete') entities.delete(name)
          if (what === 'read') await readOn()
          else source.refresh()
        }
        await readOn()
        expect(held).toEqual(entities)
      }),
    )
  })
})
