import * as v from 'valibot'
import type { KindRules } from './create-kinds.ts'
import { expected, expectedForm } from './describe-value.ts'
import { forms } from './forms.ts'
import { stringMap } from './string-map.ts'

const string = v.string(expected('a string'))
const number = v.number(expected('a number'))
const numberText = v.pipe(string, v.regex(forms.number, expectedForm('a number')))
const numeric = v.lazy((input) => (typeof input === 'string' ? numberText : number)) as v.GenericSchema<
  unknown,
  number | `${number}`
>
const oneString = v.string(expected('a string or a list of strings'))
const manyStrings = v.array(string)
const strings = v.lazy((input) => (Array.isArray(input) ? manyStrings : oneString))

const reference = v.string(expected('an object, a link, an IRI or a list of these'))

/** What real feeds send: the JSON type is checked, the form is not. */
export const laxKinds: KindRules = {
  exact: false,
  reference,
  relationship: reference,
  plain: {
    boolean: v.boolean(expected('a boolean')),
    iri: string,
    text: strings,
    languageMap: stringMap(string),
    languageTag: string,
    dateTime: string,
    duration: string,
    mediaType: string,
    relations: strings,
    typeNames: strings,
    number: numeric,
    distance: numeric,
    percentage: numeric,
    units: strings,
    count: number,
  },
}
