import fc from 'fast-check'
import * as tables from '../src/properties.ts'
import { activityTypes, collectionTypes, linkTypes, objectTypes } from '../src/type-names.ts'

const names = Object.values(tables).flatMap((table) => Object.keys(table))
const types = [...activityTypes, ...collectionTypes, ...linkTypes, ...objectTypes, 'dit:Thing']

/** Values that fit here and there, so that a good part of the documents passes at each level. */
const leaf = fc.constantFrom<unknown>(
  null,
  'a:1',
  'https://example.org/',
  'text',
  '2026-01-31T12:00:00Z',
  '37.5',
  'PT1H',
  'en',
  '',
  0,
  5,
  -1.5,
  true,
)

const tied = fc.letrec<{ entity: object; value: unknown }>((tie) => ({
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

/** An object or link of any type, with properties of any type. */
export const entity: fc.Arbitrary<object> = tied.entity

/** An object that at least has an id, as an activity of a feed. */
export const activity: fc.Arbitrary<object> = entity.map((base) => ({ type: 'Create', ...base, id: 'a:1' }))
/** A page of such activities. */
export const page: fc.Arbitrary<object> = fc
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
