import { isJsonObject } from './json-object.ts'
import { isKnownType, typesOf } from './type-names.ts'

/**
 * Says what kind of JSON value something is, never what it contains: a document may hold personal data, a message
 * may not. Only names of the vocabulary's own types are quoted.
 *
 * @example describeValue({ type: 'Note', content: 'private' }) // 'an object of type "Note"'
 */
function describeValue(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'null'
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list'
  if (isJsonObject(value)) {
    const name = typesOf(value).find(isKnownType)
    return name === undefined ? 'an object' : `an object of type "${name}"`
  }
  return value === '' ? 'an empty string' : `a ${typeof value}`
}

/**
 * The message of one schema: a sentence of what was expected and what was found.
 *
 * @param what What belongs here, with its article, e.g. `a string`.
 * @example expected('a string')({ input: 5 }) // 'expected a string, found a number'
 */
export function expected(what: string): (issue: { readonly input: unknown }) => string {
  return ({ input }) => `expected ${what}, found ${describeValue(input)}`
}

/** Like {@link expected}, for a string or number that is not as it should be: says so instead of finding "a string". */
export function expectedForm(what: string): (issue: { readonly input: unknown }) => string {
  return ({ input }) => `expected ${what}, found ${anotherForm(input) ?? describeValue(input)}`
}

function anotherForm(input: unknown): string | undefined {
  if (typeof input === 'number') return 'another number'
  return typeof input === 'string' && input !== '' ? 'a string of another form' : undefined
}
