import * as v from 'valibot'
import { contextSchema, isActivityStreamsContext } from './context.ts'
import type { KindRules, KindSchemas } from './create-kinds.ts'
import { expected } from './describe-value.ts'
import { isJsonObject } from './json-object.ts'
import type { Context, Kind } from './kinds.ts'

/** What an entity's properties must hold, by name. */
export type Entries = Record<string, v.GenericSchema>

const ownContext = v.pipe(
  contextSchema,
  v.check<Context, (issue: { readonly input: unknown }) => string>(
    isActivityStreamsContext,
    expected('a context that takes in https://www.w3.org/ns/activitystreams'),
  ),
)

/** The entries of a table, with those every entity has. Each may be absent or null. */
export function tableEntries(rules: KindRules, kinds: KindSchemas, table: Readonly<Record<string, Kind>>): Entries {
  return {
    '@context': v.nullish(rules.exact ? ownContext : contextSchema),
    id: v.nullish(kinds.iri),
    type: v.nullish(kinds.typeNames),
    ...Object.fromEntries(Object.entries(table).map(([name, kind]) => [name, v.nullish<v.GenericSchema>(kinds[kind])])),
  }
}

const noObject = v.custom<never>(() => false, expected('an object'))

const whatIsMissing: Readonly<Record<string, string>> = {
  id: 'a string that is not empty',
  type: 'a type name or a list of them',
  items: 'a list of activities',
  orderedItems: 'a list of activities',
}

/**
 * An object with these entries and any others. An entry that is not nullish must be there.
 *
 * @typeParam T What the entries amount to: they are looked up in tables, so the compiler cannot tell.
 */
export function entitySchema<T = Record<string, unknown>>(entries: Entries): v.GenericSchema<unknown, T> {
  const schema = v.looseObject(entries, (issue) => {
    const key = issue.input === undefined ? issue.path?.[0]?.key : undefined
    return expected((typeof key === 'string' && whatIsMissing[key]) || 'an object')(issue)
  })
  // valibot takes a list for an object
  return v.lazy((input) => (isJsonObject(input) ? schema : noObject)) as unknown as v.GenericSchema<unknown, T>
}
