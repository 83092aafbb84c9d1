import * as v from 'valibot'
import type { KindRules, KindSchemas } from './create-kinds.ts'
import { type CollectionFamily, collectionEntries } from './create-vocabulary.ts'
import { expected } from './describe-value.ts'
import { type Entries, entitySchema } from './entity-schema.ts'
import { familyOf } from './family.ts'
import { isJsonObject } from './json-object.ts'
import type { OneOrMany } from './kinds.ts'
import type { ActivityPage } from './page.ts'

/**
 * A page of a feed. It must have its list, even when that is empty: a body without one is more likely an error message
 * than a page.
 */
export function createPageSchema<Item>(
  rules: KindRules,
  kinds: KindSchemas,
  item: v.GenericSchema<unknown, Item>,
): v.GenericSchema<unknown, ActivityPage<Item>> {
  return rules.exact ? exactPage(rules, kinds, item) : loosePage(item, collectionEntries(rules, kinds, 'collection'))
}

/** A page of any type that has a list under either name, and any other entries. */
export function loosePage<Item>(
  item: v.GenericSchema<unknown, Item>,
  entries: Entries = {},
): v.GenericSchema<unknown, ActivityPage<Item>> {
  const list = activityList(item)
  const ordered = entitySchema<ActivityPage<Item>>({
    ...entries,
    items: ignored,
    orderedItems: list,
    next: v.nullish(looseNext),
  })
  const unordered = entitySchema<ActivityPage<Item>>({
    ...entries,
    orderedItems: ignored,
    items: list,
    next: v.nullish(looseNext),
  })
  return v.lazy((input) =>
    isJsonObject(input) && (input.orderedItems ?? undefined) === undefined && Array.isArray(input.items)
      ? unordered
      : ordered,
  )
}

const ignored = v.optional(v.unknown())

const whatIsNext = 'null, a URL, or an object with the URL as its href or id'
const looseNext = v.custom<NonNullable<ActivityPage['next']>>(isNext, expected(whatIsNext))

function isNext(next: unknown): boolean {
  return isJsonObject(next) ? typeof next.href === 'string' || typeof next.id === 'string' : typeof next === 'string'
}

/** A page that says it is one, or that it is a whole collection, and keeps its list where that type has it. */
function exactPage<Item>(
  rules: KindRules,
  kinds: KindSchemas,
  item: v.GenericSchema<unknown, Item>,
): v.GenericSchema<unknown, ActivityPage<Item>> {
  const type = v.pipe(kinds.typeNames, v.check(isCollectionType, expected('a type of collection or page')))
  const next = v.nullish(
    v.pipe(
      kinds.page,
      v.check((value) => isNext(value), expected(whatIsNext)),
    ),
  )
  const schema = (family: CollectionFamily) => {
    const own = family.startsWith('ordered') ? 'orderedItems' : 'items'
    return entitySchema<ActivityPage<Item>>({
      ...collectionEntries(rules, kinds, family),
      type,
      next,
      [own]: activityList(item),
    })
  }
  const schemas: Readonly<Record<string, ReturnType<typeof schema>>> = {
    collection: schema('collection'),
    orderedCollection: schema('orderedCollection'),
    collectionPage: schema('collectionPage'),
  }
  const fallback = schema('orderedCollectionPage')
  return v.lazy((input) => (isJsonObject(input) ? schemas[familyOf(input) ?? ''] : undefined) ?? fallback)
}

function activityList<Item>(item: v.GenericSchema<unknown, Item>) {
  return v.array(item, expected('a list of activities'))
}

function isCollectionType(type: OneOrMany<string>): boolean {
  return familyOf({ type })?.toLowerCase().includes('collection') ?? false
}
