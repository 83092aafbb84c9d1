import * as v from 'valibot'
import type { KindRules } from './create-kinds.ts'
import { expected } from './describe-value.ts'

const string = v.string(expected('a string'))
const number = v.number(expected('a number'))
const oneString = v.string(expected('a string or a list of strings'))
const manyStrings = v.array(string)
const strings = v.lazy((input) => (Array.isArray(input) ? manyStrings : oneString))

/** What real feeds send: the JSON type is checked, the form is not. */
export const laxKinds: KindRules = {
  exact: false,
  reference: v.string(expected('an object, a link, an IRI or a list of these')),
  plain: {
    boolean: v.boolean(expected('a boolean')),
    iri: string,
    text: strings,
    languageMap: v.record(string, string, expected('an object of language tags and strings')),
    languageTag: string,
    dateTime: string,
    duration: string,
    mediaType: string,
    relations: strings,
    typeNames: strings,
    number,
    count: number,
  },
}
