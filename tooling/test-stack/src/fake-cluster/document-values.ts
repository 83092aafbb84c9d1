import type { FakeIndex, StoredDocument } from './fake-index.ts'

/** An index as a search sees it. */
export type Searched = Pick<FakeIndex, 'name' | 'mappings' | 'searchable'>

/** A document as a search sees it. */
export interface Hit {
  readonly index: Searched
  readonly document: StoredDocument
  readonly source: unknown
  /** Fields that the search itself derives from the source. */
  readonly derived?: Readonly<Record<string, readonly Value[]>>
}

export type Value = string | number | boolean

/** What a document has at a path such as `object.id`; of a `constant_keyword`, what the mapping says. */
export function valuesAt({ index, document, source, derived = {} }: Hit, path: string): readonly Value[] {
  if (path === '_id') return [document.id]
  if (path === '_index') return [index.name]
  if (derived[path]) return derived[path]
  const constant = fieldOf(index, path)
  if (constant?.type === 'constant_keyword') return [constant.value as Value]
  return walk(source, path.split('.'))
}

function walk(value: unknown, [name, ...rest]: readonly string[]): Value[] {
  if (Array.isArray(value)) return value.flatMap((one) => walk(one, name === undefined ? [] : [name, ...rest]))
  if (name === undefined) return isValue(value) ? [value] : []
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return []
  return walk((value as Record<string, unknown>)[name], rest)
}

function isValue(value: unknown): value is Value {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}

interface FieldMapping {
  readonly type?: string
  readonly value?: unknown
  readonly properties?: Readonly<Record<string, FieldMapping>>
}

function fieldOf({ mappings }: Searched, path: string): FieldMapping | undefined {
  return path.split('.').reduce<FieldMapping | undefined>((field, name) => field?.properties?.[name], mappings)
}
