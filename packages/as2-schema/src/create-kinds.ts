import * as v from 'valibot'
import { expected } from './describe-value.ts'
import type { Entity } from './entities.ts'
import { type Family, familyOf } from './family.ts'
import { isJsonObject } from './json-object.ts'
import type { Kind, KindTypes, ObjectOrLink } from './kinds.ts'

/** One schema a kind. */
export type KindSchemas = { readonly [K in Kind]: v.GenericSchema<unknown, KindTypes[K]> }

/** The kinds whose values are plain JSON, with nothing nested that has a type of its own. */
export type PlainKind = Exclude<Kind, 'things' | 'thing' | 'relationship' | 'collection' | 'page' | 'closing'>

export interface KindRules {
  readonly plain: { readonly [K in PlainKind]: v.GenericSchema<unknown, KindTypes[K]> }
  /** A reference that is a string. */
  readonly reference: v.GenericSchema<unknown, string>
  /** The same for `Relationship.relationship`, which the specification's examples give a name such as `IsContact`. */
  readonly relationship: v.GenericSchema<unknown, string>
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
  { plain, exact, ...rules }: KindRules,
  entity: v.GenericSchema<unknown, Entity>,
): KindSchemas {
  const one = (reference: v.GenericSchema<unknown, string>): v.GenericSchema<unknown, ObjectOrLink> =>
    v.lazy((input) => (isJsonObject(input) ? entity : reference))
  const oneOrMany = (single: v.GenericSchema<unknown, ObjectOrLink>): KindSchemas['things'] => {
    const list = exact
      ? v.pipe(v.array(single), v.nonEmpty(expected('null or no property at all where there is nothing')))
      : v.array(v.nullable(single))
    return v.lazy((input) => (Array.isArray(input) ? list : single)) as KindSchemas['things']
  }
  const thing = one(rules.reference)
  const things = oneOrMany(thing)
  const only = (families: readonly (Family | undefined)[], what: string): v.GenericSchema<unknown, ObjectOrLink> =>
    v.pipe(
      thing,
      v.check((value) => !isJsonObject(value) || families.includes(familyOf(value)), expected(what)),
    )
  return {
    ...plain,
    things,
    thing: exact ? thing : things,
    relationship: oneOrMany(one(rules.relationship)),
    page: exact ? only(pages, 'a collection page, a link or an IRI') : things,
    collection: exact ? only(collections, 'a collection, a link or an IRI') : things,
    closing: v.lazy((input) => (typeof input === 'boolean' ? plain.boolean : isDate(input) ? plain.dateTime : things)),
  }
}

/** Dates start with a digit, and no IRI does. */
function isDate(input: unknown): boolean {
  return typeof input === 'string' && /^\d/.test(input)
}
