/** A field of an OpenSearch mapping: `{ type: 'keyword' }`, or one with fields below it. */
export type Field = Readonly<Record<string, unknown>>

/** OpenSearch refuses keywords over 32,766 bytes, and a character has up to four. Longer ones are kept, not searchable. */
export const keyword: Field = { type: 'keyword', ignore_above: 8191 }
export const date: Field = { type: 'date' }
export const text: Field = { type: 'text' }
export const boolean: Field = { type: 'boolean' }
export const geoPoint: Field = { type: 'geo_point' }
/** Searched as words, and by `.raw` as a whole. */
export const textWithRaw: Field = { type: 'text', fields: { raw: keyword } }

/**
 * Nests fields by their dotted paths.
 *
 * @example fieldsOf({ 'object.id': keyword, 'object.type': keyword })
 *   // { object: { properties: { id: …, type: … } } }
 */
export function fieldsOf(byPath: Readonly<Record<string, Field>>): Record<string, Field> {
  const fields: Record<string, Field> = {}
  const groups = new Map<string, Record<string, Field>>()
  for (const [path, field] of Object.entries(byPath)) {
    const dot = path.indexOf('.')
    if (dot < 0) {
      fields[path] = field
      continue
    }
    const group = groups.get(path.slice(0, dot)) ?? {}
    group[path.slice(dot + 1)] = field
    groups.set(path.slice(0, dot), group)
  }
  for (const [name, group] of groups) fields[name] = { properties: fieldsOf(group) }
  return fields
}
