import type { Family } from '../family.ts'
import { collectionRules } from './entity-rules.ts'
import { choose, feedActivity, isOfFamily, type JsonSchema, type JsonSchemas, nullish, ofKind } from './rules.ts'

const list: JsonSchema = { type: 'array', items: feedActivity }
const withUrl = (name: string): JsonSchema => ({ required: [name], properties: { [name]: { type: 'string' } } })
const nextPage = choose({ type: 'object' }, { anyOf: [withUrl('href'), withUrl('id')] }, { type: 'string' })

/** A page of any type that has a list under either name, and these properties, as `loosePage` has it. */
export function loosePageRules(properties: JsonSchemas = collectionRules(false, 'collection')): JsonSchema {
  const { items: _items, orderedItems: _orderedItems, ...rest } = properties
  return {
    type: 'object',
    properties: { ...rest, next: nullish(nextPage) },
    ...choose(
      { required: ['items'], properties: { orderedItems: { type: 'null' }, items: { type: 'array' } } },
      { properties: { items: list } },
      { required: ['orderedItems'], properties: { orderedItems: list } },
    ),
  }
}

const collections: readonly Family[] = ['collection', 'orderedCollection', 'collectionPage', 'orderedCollectionPage']

/** A page that says what it is, with the list where that type has it, as `exactPage` has it. */
export function exactPageRules(): JsonSchema {
  const schema = (family: Family): JsonSchema => {
    const own = family.startsWith('ordered') ? 'orderedItems' : 'items'
    const next = nullish({ allOf: [ofKind('page'), nextPage] })
    const properties = { ...collectionRules(true, family), type: ofKind('typeNames'), next, [own]: list }
    return { required: ['type', own], properties }
  }
  return {
    type: 'object',
    anyOf: collections.map(isOfFamily),
    allOf: collections.map((family) => choose(isOfFamily(family), schema(family))),
  }
}
