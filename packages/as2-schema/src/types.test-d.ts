import type * as v from 'valibot'
import { expectTypeOf, test } from 'vitest'
import type { Activity, Collection, Link, Place, Tombstone } from './entities.ts'
import type { Kind, ObjectOrLink, OneOrMany } from './kinds.ts'
import type { lax } from './lax.ts'
import type { MinimalActivity } from './minimal.ts'
import type { ActivityPage } from './page.ts'
import { parseActivity } from './parse-activity.ts'
import { parsePage } from './parse-page.ts'
import type { ParseResult } from './parse-result.ts'
import type * as tables from './properties.ts'

type Table = (typeof tables)[keyof typeof tables]

test('every table names kinds only', () => {
  expectTypeOf<Table>().toExtend<Readonly<Record<string, Kind>>>()
})

test('entities have the properties of their tables, and others as unknown', () => {
  expectTypeOf<Activity['id']>().toEqualTypeOf<string>()
  expectTypeOf<Activity['actor']>().toEqualTypeOf<OneOrMany<ObjectOrLink> | null | undefined>()
  expectTypeOf<Activity['published']>().toEqualTypeOf<string | null | undefined>()
  expectTypeOf<Collection['totalItems']>().toEqualTypeOf<number | null | undefined>()
  expectTypeOf<Place['latitude']>().toEqualTypeOf<number | `${number}` | null | undefined>()
  expectTypeOf<Link['rel']>().toEqualTypeOf<OneOrMany<string> | null | undefined>()
  expectTypeOf<Tombstone['formerType']>().toEqualTypeOf<OneOrMany<string> | null | undefined>()
  expectTypeOf<Activity['dit:application']>().toBeUnknown()
})

test('an activity can be written down', () => {
  const activity: Activity = {
    id: 'dit:x:1:Create',
    type: 'Create',
    'dit:application': 'x',
    object: { id: 'dit:x:1', type: ['Document', 'dit:x'], name: 'One', url: 'https://example.org/1' },
  }
  expectTypeOf(activity).toEqualTypeOf<Activity>()
})

test('the level decides what is known', () => {
  expectTypeOf(parseActivity({})).toEqualTypeOf<ParseResult<Activity>>()
  expectTypeOf(parseActivity({}, { level: 'minimal' })).toEqualTypeOf<ParseResult<MinimalActivity>>()
  expectTypeOf(parsePage({}, { level: 'strict' })).toEqualTypeOf<ParseResult<ActivityPage>>()
})

test('the schemas carry the types', () => {
  expectTypeOf<v.InferOutput<typeof lax.activity>>().toEqualTypeOf<Activity>()
})
