import * as tables from '../properties.ts'
import { objectRules } from './entity-rules.ts'
import { choose, isOfFamily, type JsonSchema, ofFamily, ofKind } from './rules.ts'
import { mayBeActivity } from './type-tests.ts'

/** A string that is not empty: what an `id` is at least. */
export const nonEmpty: JsonSchema = { type: 'string', minLength: 1 }

/** An activity of a feed, as `createActivitySchema` has it. */
export function activityRules(exact: boolean): JsonSchema {
  return {
    type: 'object',
    required: ['id', 'type'],
    properties: {
      ...objectRules(exact, tables.activityProperties),
      id: exact ? ofKind('iri') : nonEmpty,
      type: exact ? { allOf: [ofKind('typeNames'), mayBeActivity()] } : ofKind('typeNames'),
    },
    ...choose(isOfFamily('question'), ofFamily('question')),
  }
}
