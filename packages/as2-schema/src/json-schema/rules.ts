import type { Family } from '../family.ts'
import type { Kind } from '../kinds.ts'

/** A JSON Schema of draft 2020-12, as JSON. */
export type JsonSchema = Readonly<Record<string, unknown>>

/** Definitions or properties by name. */
export type JsonSchemas = Readonly<Record<string, JsonSchema>>

/** Any object or link. */
export const anyEntity: JsonSchema = { $ref: '#/$defs/entity' }

/** An activity of a feed. */
export const feedActivity: JsonSchema = { $ref: '#/$defs/activity' }

/** What a kind of property holds. */
export function ofKind(kind: Kind): JsonSchema {
  return { $ref: `#/$defs/kind-${kind}` }
}

/** The properties of a family. */
export function ofFamily(family: Family): JsonSchema {
  return { $ref: `#/$defs/family-${family}` }
}

/** That the first type that the vocabulary knows is of a family. */
export function isOfFamily(family: Family): JsonSchema {
  return { $ref: `#/$defs/is-${family}` }
}

/** A string of a form. */
export function matching(pattern: RegExp): JsonSchema {
  return { type: 'string', pattern: pattern.source }
}

/** What a property may hold that may also be null. */
export function nullish(schema: JsonSchema): JsonSchema {
  return { anyOf: [{ type: 'null' }, schema] }
}

/** An object with a property written `then` looks like a promise to those who check code. */
const keywords = { test: 'if', passes: 'then', fails: 'else' } as const

/** What must hold where a test passes, and where it does not: anything, unless said. */
export function choose(test: JsonSchema, passes: JsonSchema, fails: JsonSchema = {}): JsonSchema {
  return { [keywords.test]: test, [keywords.passes]: passes, [keywords.fails]: fails }
}

/** One value, or a list of them. */
export function oneOrMany(one: JsonSchema, list: { item?: JsonSchema; minItems?: number } = {}): JsonSchema {
  const { item = one, minItems = 0 } = list
  return choose({ type: 'array' }, { items: item, minItems }, one)
}
