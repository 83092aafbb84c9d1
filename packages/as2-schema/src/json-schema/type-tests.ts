import { type Family, typesInFamily } from '../family.ts'
import { activityTypes } from '../type-names.ts'
import { isOfFamily, type JsonSchema, type JsonSchemas } from './rules.ts'

/** Every family, the one that all others extend last. */
export const allFamilies: readonly Family[] = [
  'link',
  'question',
  'activity',
  'collection',
  'orderedCollection',
  'collectionPage',
  'orderedCollectionPage',
  'place',
  'profile',
  'relationship',
  'tombstone',
  'object',
]

/** How far into a list of types a schema looks: it cannot say "the first that is known". */
const maxPosition = 4

/** One test a family, named like `is-link`: whether the first type that the vocabulary knows is of that family. */
export function typeTests(): JsonSchemas {
  const known = spelling(allFamilies.flatMap(typesInFamily))
  const tests = allFamilies.map((family): [string, JsonSchema] => {
    const own = spelling(typesInFamily(family))
    const positions = Array.from({ length: maxPosition }, (_, index) => ({
      type: 'array',
      minItems: index + 1,
      prefixItems: [...Array.from({ length: index }, () => ({ not: known })), own],
    }))
    return [`is-${family}`, { required: ['type'], properties: { type: { anyOf: [own, ...positions] } } }]
  })
  return Object.fromEntries(tests)
}

/** That an object is of none of these families. */
export function notOf(families: readonly Family[]): JsonSchema {
  return { not: { type: 'object', anyOf: families.map(isOfFamily) } }
}

/** That a `type` may be an activity's: it names one, or nothing that the vocabulary knows. */
export function mayBeActivity(): JsonSchema {
  const [activity, known] = [spelling(activityTypes), spelling(allFamilies.flatMap(typesInFamily))]
  const inList = { type: 'array', anyOf: [{ contains: activity }, { not: { contains: known } }] }
  return { anyOf: [activity, { type: 'string', not: known }, inList] }
}

/** A string that is one of these names, in any of the spellings that `typesOf` shortens. */
function spelling(names: readonly string[]): JsonSchema {
  const prefix = '(?:as:|https?://www\\.w3\\.org/ns/activitystreams#)?'
  return { type: 'string', pattern: `^${prefix}(?:${names.join('|')})$` }
}
