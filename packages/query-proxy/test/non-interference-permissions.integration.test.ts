import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import type { Permission } from '../src/index.ts'
import { type Body, canary, makeTwoWorlds, publicOnly, type TwoWorlds } from './two-worlds.ts'

const url = inject('opensearchUrl')
const run = randomUUID().slice(0, 8)
let worlds: TwoWorlds
beforeAll(async () => {
  worlds = await makeTwoWorlds({ url, run })
})
afterAll(async () => await worlds[Symbol.asyncDispose]())

const everyone = ['v0', 'v1', 'v2', 'v3', 'v4', 'v5', 'v6', 'v7']
const even: Permission = { type: 'terms', field: 'type', values: ['even'] }

const searches: Body[] = [
  {},
  { query: { match: { name: 'shared numbex' } }, aggs: { t: { terms: { field: 'type' } } } },
  { query: { bool: { should: [{ term: { kind: 'hid' } }, { match_all: {} }], minimum_should_match: 0 } } },
  { size: 0, aggs: { t: { terms: { field: 'tags.raw' } }, m: { missing: { field: 'kind' } } } },
]

test.each<[string, readonly Permission[], string[]]>([
  ['of one value, over a list too', [publicOnly], everyone],
  ['ANDed of two', [publicOnly, even], ['v0', 'v2', 'v4', 'v6']],
  ['of everything and of some', [{ type: 'all' }, publicOnly], everyone],
  ['__MATCH_NONE__', [{ type: 'none' }], []],
  ['__MATCH_NONE__ beside another', [publicOnly, { type: 'none' }], []],
  ['none at all', [], []],
  ['of no values', [{ type: 'terms', field: 'kind', values: [] }], []],
  ['over a field that is not in the mapping', [{ type: 'terms', field: 'nowhere', values: ['pub'] }], []],
])('a permission %s hides the same, whatever is asked', async (_name, permissions, expected) => {
  for (const strict of [false, true]) {
    for (const body of searches) {
      const sorted = typeof body === 'function' ? body : { size: 100, sort: [{ id: 'asc' }], ...body }
      const [full, alone] = await worlds.askBoth(sorted, { permissions, strict })
      expect(full.status).toBe(200)
      expect(full.text).toBe(alone.text)
      expect(full.raw).not.toContain(canary)
    }
    const all = await worlds.ask(worlds.full, { size: 100, sort: [{ id: 'asc' }] }, { permissions, strict })
    expect(idsIn(all.raw)).toEqual(expected)
  }
})

test('a permission over a field inside nested ones shows nothing', async () => {
  const permissions: Permission[] = [{ type: 'terms', field: 'tags.raw', values: ['t1'] }]
  const { raw } = await worlds.ask(worlds.full, { size: 100 }, { permissions })
  expect(idsIn(raw)).toEqual([])
})

test('a swap in flight shows no hidden document, and every visible one', async () => {
  const alias = `swap-${run}`
  const other = await makeTwoWorlds({ url, run: `${run}-next` })
  try {
    let live = worlds.full
    await setAlias([{ add: { index: live, alias } }])
    const seen: string[][] = []
    let swaps = 0
    const swapping = (async () => {
      for (; swaps < 20; swaps += 1) {
        const next = live === worlds.full ? other.full : worlds.full
        await setAlias([{ remove: { index: live, alias } }, { add: { index: next, alias } }])
        live = next
      }
    })()
    while (swaps < 20) {
      const answers = await Promise.all([1, 2, 3, 4].map(() => worlds.ask(alias, { size: 100, sort: [{ id: 'asc' }] })))
      for (const { status, raw } of answers) {
        expect(status).toBe(200)
        expect(raw).not.toContain(canary)
        seen.push(idsIn(raw))
      }
    }
    await swapping
    expect(seen.length).toBeGreaterThan(3)
    for (const ids of seen) expect(ids).toEqual(everyone)
  } finally {
    await other[Symbol.asyncDispose]()
  }
})

test('an alias deleted in flight answers 404, and nothing hidden', async () => {
  const alias = `gone-${run}`
  await setAlias([{ add: { index: worlds.full, alias } }])
  let deleted = false
  const deleting = setAlias([{ remove: { index: worlds.full, alias } }]).then(() => {
    deleted = true
  })
  const statuses: number[] = []
  for (let last = false; !last; last = deleted) {
    const { status, raw } = await worlds.ask(alias, { size: 100 })
    expect(raw).not.toContain(canary)
    statuses.push(status)
  }
  await deleting
  const { status, raw } = await worlds.ask(alias, { size: 100 })
  expect({ status, raw }).toMatchObject({ status: 404, raw: expect.not.stringContaining(canary) as string })
  expect(statuses.every((each) => each === 200 || each === 404)).toBe(true)
})

function idsIn(raw: string): string[] {
  const { hits } = JSON.parse(raw) as { hits: { hits: { _id: string }[] } }
  return hits.hits.map(({ _id }) => _id)
}

async function setAlias(actions: readonly object[]): Promise<void> {
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(`${url}/_aliases`, { method: 'POST', headers, body: JSON.stringify({ actions }) })
  if (!answer.ok) throw new Error(`cannot set an alias: ${await answer.text()}`)
}
