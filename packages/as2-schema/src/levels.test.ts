import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseActivity } from './parse-activity.ts'
import { parseEntity } from './parse-entity.ts'
import { parsePage } from './parse-page.ts'
import * as tables from './properties.ts'
import { activityTypes, collectionTypes, linkTypes, objectTypes } from './type-names.ts'

const names = Object.values(tables).flatMap((table) => Object.keys(table))
const types = [...activityTypes, ...collectionTypes, ...linkTypes, ...objectTypes, 'dit:Thing']

/** Values that fit here and there, so that a good part of the documents passes at each level. */
const leaf = fc.constantFrom<unknown>(
  null,
  'a:1',
  'https://example.org/',
  'text',
  '2026-01-31T12:00:00Z',
  'PT1H',
  'en',
  '',
  0,
  5,
  -1.5,
  true,
)

const { entity } = fc.letrec<{ entity: object; value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    leaf,
    tie('entity'),
    fc.array(tie('value'), { maxLength: 2 }),
    fc.dictionary(fc.constantFrom('en', 'x_y'), leaf),
  ),
  entity: fc
    .record(
      {
        id: leaf,
        type: fc.oneof(fc.constantFrom(...types), leaf),
        own: fc.dictionary(fc.constantFrom(...names), tie('value'), { maxKeys: 3 }),
      },
      { requiredKeys: ['own'] },
    )
    .map(({ own, ...rest }) => ({ ...rest, ...own })),
}))

const activity = entity.map((base) => ({ type: 'Create', ...base, id: 'a:1' }))
const page = fc
  .record({
    type: fc.constantFrom(...collectionTypes),
    list: fc.constantFrom('items', 'orderedItems'),
    items: fc.array(activity, { maxLength: 2 }),
    more: fc.record(
      { next: fc.oneof(leaf, entity), prev: leaf, startIndex: leaf, partOf: leaf, first: entity },
      { requiredKeys: [] },
    ),
  })
  .map(({ type, list, items, more }) => ({ type, [list]: items, ...more }))

const cases = [
  ['parseActivity', parseActivity, activity],
  ['parseEntity', parseEntity, entity],
  ['parsePage', parsePage, page],
] as const

describe('levels', () => {
  for (const [name, parse, values] of cases) {
    it(`${name}() accepts at lax what it accepts at strict, and at minimal what at lax`, () => {
      fc.assert(
        fc.property(values, (value) => {
          const [strict, lax, minimal] = (['strict', 'lax', 'minimal'] as const).map(
            (level) => parse(value, { level }).ok,
          )
          expect(!strict || lax).toBe(true)
          expect(!lax || minimal).toBe(true)
        }),
        { numRuns: 500 },
      )
    })

    it(`${name}() never throws, whatever JSON it is given`, () => {
      fc.assert(
        fc.property(fc.jsonValue(), (value) => {
          for (const level of ['strict', 'lax', 'minimal'] as const)
            expect(typeof parse(value, { level }).ok).toBe('boolean')
        }),
      )
    })
  }
})
