import { expect, test } from 'vitest'
import { compare, describeDifference, facets, isSame } from './compare.ts'
import type { Hit } from './search.ts'

const text = (id: string, revision: number): string =>
  JSON.stringify({ id, revision, object: { id: `${id}:object`, revision } })
const history = new Map([
  ['a', [text('a', 1), text('a', 2)]],
  ['b', [text('b', 1)]],
  ['gone', [text('gone', 1)]],
])
const source = {
  rows: new Map([
    ['a', { id: 'a', revision: 2, text: text('a', 2) }],
    ['b', { id: 'b', revision: 1, text: text('b', 1) }],
  ]),
  texts: (id: string) => history.get(id) ?? [],
}
const hit = (source: object): Hit => ({
  feed: 'f',
  index: 'i',
  id: (source as { id: string }).id,
  published: 0,
  source: source as Record<string, unknown>,
})
const shown = (...texts: string[]): Hit[] => texts.map((one) => hit(JSON.parse(one) as object))
const activities = { facet: facets.activities }

test('compare() finds no difference where readers see what the source says now', () => {
  expect(isSame(compare(shown(text('a', 2), text('b', 1)), source, activities))).toBe(true)
  const objects = shown(text('a', 2), text('b', 1)).map(({ source: activity }) => hit(activity?.object as object))
  expect(isSame(compare(objects, source, { facet: facets.objects }))).toBe(true)
})

test('compare() tells what is lost, doubled, stale and invented apart', () => {
  const hits = shown(text('a', 1), text('a', 2), text('gone', 1), '{"id":"never"}')
  const difference = compare(hits, source, activities)
  expect(difference).toEqual({ lost: ['b'], doubled: ['a'], stale: ['a', 'gone'], invented: ['never'] })
  expect(describeDifference(difference)).toBe('1 lost (b); 1 doubled (a); 2 stale (a, gone); 1 invented (never)')
})

test('compare() lets documents that may be refused be absent, but not different', () => {
  const mayLack = new Set(['a', 'b'])
  expect(isSame(compare([], source, { ...activities, mayLack }))).toBe(true)
  expect(compare(shown(text('a', 1)), source, { ...activities, mayLack }).stale).toEqual(['a'])
})
