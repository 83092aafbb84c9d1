import { normativeContext } from '../context.ts'
import type { Family } from '../family.ts'
import type { Kind } from '../kinds.ts'
import * as tables from '../properties.ts'
import { choose, isOfFamily, type JsonSchema, type JsonSchemas, matching, nullish, ofFamily, ofKind } from './rules.ts'
import { allFamilies } from './type-tests.ts'

const contextPart: JsonSchema = { type: ['null', 'string', 'object'] }
const anyContext: JsonSchema = choose({ type: 'array' }, { items: contextPart }, contextPart)
const named = matching(normativeContext)
const namesIt: JsonSchema = { anyOf: [named, { type: 'object', not: { additionalProperties: { not: named } } }] }
const ownContext: JsonSchema = {
  allOf: [anyContext, { anyOf: [{ type: 'null' }, namesIt, { type: 'array', contains: namesIt }] }],
}

/** The properties of a table, with those of every entity. */
function tableRules(exact: boolean, table: Readonly<Record<string, Kind>>): JsonSchemas {
  const own = Object.entries(table).map(([name, kind]): [string, JsonSchema] => [name, nullish(ofKind(kind))])
  return {
    '@context': exact ? ownContext : anyContext,
    id: nullish(ofKind('iri')),
    type: nullish(ofKind('typeNames')),
    ...Object.fromEntries(own),
  }
}

/** The properties of an object's family. */
export function objectRules(exact: boolean, table: Readonly<Record<string, Kind>>): JsonSchemas {
  return tableRules(exact, { ...tables.objectProperties, ...table })
}

/** The properties of a collection or page, as `collectionEntries` has them. */
export function collectionRules(exact: boolean, family: Family): JsonSchemas {
  const isPage = family.endsWith('Page')
  const base = objectRules(exact, { ...tables.collectionProperties, ...(isPage ? tables.pageProperties : {}) })
  if (!exact) return base
  const [own, other] = family.startsWith('ordered') ? ['orderedItems', 'items'] : ['items', 'orderedItems']
  const items = { anyOf: [{ type: 'null' }, { type: 'array', maxItems: 0 }, ofKind('things')] }
  return { ...base, [own]: items, [other]: { type: 'null' } }
}

/** The definitions `entity` and one a family. */
export function entityRules(exact: boolean): JsonSchemas {
  const properties: Readonly<Record<Family, JsonSchemas>> = {
    object: objectRules(exact, {}),
    link: tableRules(exact, tables.linkProperties),
    activity: objectRules(exact, tables.activityProperties),
    question: objectRules(exact, { ...tables.activityProperties, ...tables.questionProperties }),
    collection: collectionRules(exact, 'collection'),
    orderedCollection: collectionRules(exact, 'orderedCollection'),
    collectionPage: collectionRules(exact, 'collectionPage'),
    orderedCollectionPage: collectionRules(exact, 'orderedCollectionPage'),
    place: objectRules(exact, tables.placeProperties),
    profile: objectRules(exact, tables.profileProperties),
    relationship: objectRules(exact, tables.relationshipProperties),
    tombstone: objectRules(exact, tables.tombstoneProperties),
  }
  const special = allFamilies.filter((family) => family !== 'object')
  return {
    entity: {
      type: 'object',
      allOf: [
        ...special.map((family) => choose(isOfFamily(family), ofFamily(family))),
        choose({ anyOf: special.map(isOfFamily) }, {}, ofFamily('object')),
      ],
    },
    ...Object.fromEntries(allFamilies.map((family) => [`family-${family}`, { properties: properties[family] }])),
  }
}
