import * as v from 'valibot'
import type { KindRules, KindSchemas } from './create-kinds.ts'
import { expected } from './describe-value.ts'
import type { Entity } from './entities.ts'
import { type Entries, entitySchema, tableEntries } from './entity-schema.ts'
import type { Family } from './family.ts'
import type { Kind } from './kinds.ts'
import * as tables from './properties.ts'

/** A schema a family. Properties that a family does not have pass unchecked. */
export type Vocabulary = { readonly [F in Family]: v.GenericSchema<unknown, Entity> }

/** Builds the schemas of every family from what each kind of property must hold. */
export function createVocabulary(rules: KindRules, kinds: KindSchemas): Vocabulary {
  const object = (table: Readonly<Record<string, Kind>>) => entitySchema<Entity>(objectEntries(rules, kinds, table))
  const collection = (family: CollectionFamily) => entitySchema<Entity>(collectionEntries(rules, kinds, family))
  return {
    object: object({}),
    link: entitySchema<Entity>(tableEntries(rules, kinds, tables.linkProperties)),
    activity: object(tables.activityProperties),
    question: object({ ...tables.activityProperties, ...tables.questionProperties }),
    collection: collection('collection'),
    orderedCollection: collection('orderedCollection'),
    collectionPage: collection('collectionPage'),
    orderedCollectionPage: collection('orderedCollectionPage'),
    place: object(tables.placeProperties),
    profile: object(tables.profileProperties),
    relationship: object(tables.relationshipProperties),
    tombstone: object(tables.tombstoneProperties),
  }
}

/** The entries of an object's family: a table's besides those of every object. */
export function objectEntries(rules: KindRules, kinds: KindSchemas, table: Readonly<Record<string, Kind>>): Entries {
  return tableEntries(rules, kinds, { ...tables.objectProperties, ...table })
}

/** The families of collections and of their pages. */
export type CollectionFamily = 'collection' | 'orderedCollection' | 'collectionPage' | 'orderedCollectionPage'

/**
 * The entries of a collection or page. At the exact level `items` and `orderedItems` go with their own sort of
 * collection only. An empty list is let pass there at every level: AS2 Core §2 would have it left out, yet a page
 * that is empty is not a page that forgot its items.
 */
export function collectionEntries(rules: KindRules, kinds: KindSchemas, family: CollectionFamily): Entries {
  const isPage = family === 'collectionPage' || family === 'orderedCollectionPage'
  const table = { ...tables.collectionProperties, ...(isPage ? tables.pageProperties : {}) }
  const base = objectEntries(rules, kinds, table)
  if (!rules.exact) return base
  const [own, other] = family.startsWith('ordered') ? ['orderedItems', 'items'] : ['items', 'orderedItems']
  const items = v.lazy((input) => (Array.isArray(input) && input.length === 0 ? v.array(v.unknown()) : kinds.things))
  const misplaced = v.custom<never>(() => false, expected(`"${own}" in its place, as its type says`))
  return { ...base, [own]: v.nullish(items), [other]: v.nullish(misplaced) }
}
