import * as v from 'valibot'
import type { KindRules, KindSchemas } from './create-kinds.ts'
import { objectEntries } from './create-vocabulary.ts'
import { expected } from './describe-value.ts'
import type { Activity } from './entities.ts'
import { type Entries, entitySchema } from './entity-schema.ts'
import { familyOf } from './family.ts'
import { isJsonObject } from './json-object.ts'
import type { OneOrMany } from './kinds.ts'
import { activityProperties, questionProperties } from './properties.ts'
import { isActivityType, isKnownType, typesOf } from './type-names.ts'

const aString = 'a string that is not empty'

/** A string that is not empty: what an `id` is at least. */
export const nonEmptyString: v.GenericSchema<unknown, string> = v.pipe(
  v.string(expected(aString)),
  v.nonEmpty(expected(aString)),
)

/** An activity of a feed: what the vocabulary says of one, and an `id` and a `type` besides. */
export function createActivitySchema(rules: KindRules, kinds: KindSchemas): v.GenericSchema<unknown, Activity> {
  const required: Entries = {
    id: rules.exact ? kinds.iri : nonEmptyString,
    type: rules.exact
      ? v.pipe(kinds.typeNames, v.check(mayBeActivity, expected('a type of activity')))
      : kinds.typeNames,
  }
  const plain = entitySchema<Activity>({ ...objectEntries(rules, kinds, activityProperties), ...required })
  const question = entitySchema<Activity>({
    ...objectEntries(rules, kinds, { ...activityProperties, ...questionProperties }),
    ...required,
  })
  return v.lazy((input) => (isJsonObject(input) && familyOf(input) === 'question' ? question : plain))
}

/** By one of its types, or because it has extension types only: those may be activities. */
function mayBeActivity(type: OneOrMany<string>): boolean {
  const names = typesOf({ type })
  return names.some(isActivityType) || !names.some(isKnownType)
}
