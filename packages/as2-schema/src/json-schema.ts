import { activityRules } from './json-schema/activity-rules.ts'
import { entityRules } from './json-schema/entity-rules.ts'
import { kindRules } from './json-schema/kind-rules.ts'
import { minimalRules } from './json-schema/minimal-rules.ts'
import { exactPageRules, loosePageRules } from './json-schema/page-rules.ts'
import type { JsonSchema, JsonSchemas } from './json-schema/rules.ts'
import { typeTests } from './json-schema/type-tests.ts'
import type { Level } from './level.ts'

export type { JsonSchema } from './json-schema/rules.ts'

/** What a document is: one activity of a feed, a page of one, or any object or link. */
export type DocumentKind = 'activity' | 'page' | 'entity'

/**
 * The JSON Schema (draft 2020-12) of what `parseActivity`, `parsePage` and `parseEntity` accept, for validators in any
 * language. It says the same but for what JSON Schema cannot: whether the day of a date exists, whether a language tag
 * repeats a subtag, how deep a document nests, and a type of the vocabulary that comes fifth or later in a list of types.
 *
 * @returns A new object, self-contained: its references stay inside, nothing is ever fetched.
 * @example jsonSchema('page', { level: 'lax' })
 */
export function jsonSchema(document: DocumentKind, options: { readonly level?: Level } = {}): JsonSchema {
  const { level = 'lax' } = options
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: `Activity Streams 2.0: ${document} (${level})`,
    $ref: `#/$defs/${document}`,
    $defs: level === 'minimal' ? minimalRules() : fullRules(level),
  }
}

function fullRules(level: 'strict' | 'lax'): JsonSchemas {
  const exact = level === 'strict'
  return {
    activity: activityRules(exact),
    page: exact ? exactPageRules() : loosePageRules(),
    ...entityRules(exact),
    ...kindRules(exact),
    ...typeTests(),
  }
}
