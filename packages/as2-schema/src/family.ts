import type { JsonObject } from './json-object.ts'
import { activityTypes, actorTypes, linkTypes, objectTypes, typesOf } from './type-names.ts'

/** Types that share their properties. Every type of the vocabulary is in one; an unknown type counts as `object`. */
export type Family =
  | 'object'
  | 'link'
  | 'activity'
  | 'question'
  | 'collection'
  | 'orderedCollection'
  | 'collectionPage'
  | 'orderedCollectionPage'
  | 'place'
  | 'profile'
  | 'relationship'
  | 'tombstone'

const families: ReadonlyMap<string, Family> = new Map<string, Family>([
  ...[...objectTypes, ...actorTypes].map((name) => [name, 'object'] as const),
  ...linkTypes.map((name) => [name, 'link'] as const),
  ...activityTypes.map((name) => [name, 'activity'] as const),
  ['Question', 'question'],
  ['Collection', 'collection'],
  ['OrderedCollection', 'orderedCollection'],
  ['CollectionPage', 'collectionPage'],
  ['OrderedCollectionPage', 'orderedCollectionPage'],
  ['Place', 'place'],
  ['Profile', 'profile'],
  ['Relationship', 'relationship'],
  ['Tombstone', 'tombstone'],
])

/** The names of the types in a family. */
export function typesInFamily(family: Family): string[] {
  return [...families].filter(([, of]) => of === family).map(([name]) => name)
}

/**
 * The family of an object, by the first of its types that the vocabulary knows.
 *
 * @returns `undefined` when it has no type or none but extensions: then it may be anything.
 */
export function familyOf(value: JsonObject): Family | undefined {
  for (const name of typesOf(value)) {
    const family = families.get(name)
    if (family !== undefined) return family
  }
  return undefined
}
