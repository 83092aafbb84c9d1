import type { Mappings } from '@as/index-swapper'
import type { Field } from './fields.ts'

type Fields = Readonly<Record<string, Field>>

/**
 * Mappings that take documents which the given fields refuse though AS2 allows them: a link or a list of both where there
 * is mostly an object, as `"object": "https://…"`. In order of preference:
 *
 * 1. Objects are no fields of their own (`disable_objects`, OpenSearch 3.6): what lies in them stays searchable by the
 *    same names and types, except for values in lists, and for `nested` fields, which are not there.
 * 2. What lies in objects is not searchable, but its fields are there, so that no query, sort or aggregation fails.
 *
 * In both, a link in an object's place comes back in `_source` but cannot be searched.
 */
export function lenientMappings(fields: Fields): readonly Mappings[] {
  return [
    { dynamic: false, disable_objects: true, properties: leavesOf(fields) },
    { dynamic: false, properties: Object.fromEntries(Object.entries(fields).map(disabled)) },
  ]
}

/** Fields by their dotted paths. */
function leavesOf(fields: Fields, prefix = ''): Record<string, Field> {
  const leaves = Object.entries(fields).flatMap(([name, field]): [string, Field][] => {
    const { type = 'object', properties } = field
    if (type !== 'object') return type === 'nested' ? [] : [[prefix + name, field]]
    return Object.entries(leavesOf((properties ?? {}) as Fields, `${prefix}${name}.`))
  })
  return Object.fromEntries(leaves)
}

function disabled([name, field]: [string, Field]): [string, Field] {
  return [name, field.properties ? { ...field, enabled: false } : field]
}
