import * as v from 'valibot'
import { expected } from './describe-value.ts'
import type { Entity } from './entities.ts'
import { type Family, familyOf } from './family.ts'
import { isJsonObject } from './json-object.ts'
import type { Kind, KindTypes, ObjectOrLink } from './kinds.ts'

/** One schema a kind. */
export type KindSchemas = { readonly [K in Kind]: v.GenericSchema<unknown, KindTypes[K]> }

/** The kinds whose values are plain JSON, with nothing nested that has a type of its own. */
export type PlainKind = Exclude<Kind, 'things' | 'thing' | 'collection' | 'page' | 'closing'>

export interface KindRules {
  readonly plain: { readonly [K in PlainKind]: v.GenericSchema<unknown, KindTypes[K]> }
  /** A reference that is a string. */
  readonly reference: v.GenericSchema<unknown, string>
  /** Whether to hold references to what the specification says: one or several, never none, pages where pages go. */
  readonly exact: boolean
}

const pages: readonly (Family | undefined)[] = ['collectionPage', 'orderedCollectionPage', 'link', undefined]
const collections: readonly (Family | undefined)[] = [...pages, 'collection', 'orderedCollection']

/**
 * Completes the plain kinds with those that hold references.
 *
 * @param entity Finds the schema for an object or link met on the way. Called when parsing, so that schemas may refer
 *   to each other. What to check is looked up, never tried out: the time taken grows with the document, not faster.
 */
export function createKinds(
  { plain, reference, exact }: KindRules,
  entity: v.GenericSchema<unknown, Entity>,
): KindSchemas {
  const thing: v.GenericSchema<unknown, ObjectOrLink> = v.lazy((input) => (isJsonObject(input) ? entity : reference))
  const list = exact
    ? v.pipe(v.array(thing), v.nonEmpty(expected('null or no property at all where there is nothing')))
    : v.array(v.nullable(thing))
  const things = v.lazy((input) => (Array.isArray(input) ? list : thing)) as KindSchemas['things']
  const only = (families: readonly (Family | undefined)[], what: string): v.GenericSchema<unknown, ObjectOrLink> =>
    v.pipe(
      thing,
      v.check((value) => !isJsonObject(value) || families.includes(familyOf(value)), expected(what)),
    )
  return {
    ...plain,
    things,
    thing: exact ? thing : things,
    page: exact ? only(pages, 'a collection page, a link or an IRI') : things,
    collection: exact ? only(collections, 'a collection, a link or an IRI') : things,
    closing: v.lazy((input) => (typeof input === 'boolean' ? plain.boolean : isDate(input) ? plain.dateTime : things)),
  }
}

/** Dates start with a digit, and no IRI does. */
function isDate(input: unknown): boolean {
  return typeof input === 'string' && /^\d/.test(input)
}
