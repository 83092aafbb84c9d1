import * as v from 'valibot'
import { expected } from './describe-value.ts'
import { isJsonObject } from './json-object.ts'
import type { LanguageMap } from './kinds.ts'

const noMap = v.custom<never>(() => false, expected('an object of language tags and strings'))

/** An object of strings, each under a key that fits. */
export function stringMap(key: v.GenericSchema<unknown, string>): v.GenericSchema<unknown, LanguageMap> {
  const map = v.record(key as v.GenericSchema<string>, v.string(expected('a string')))
  // valibot takes a list for an object
  return v.lazy((input) => (isJsonObject(input) ? map : noMap)) as v.GenericSchema<unknown, LanguageMap>
}
