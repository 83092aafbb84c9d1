import * as v from 'valibot'
import type { KindRules } from './create-kinds.ts'
import { expected, expectedForm } from './describe-value.ts'
import { forms } from './forms.ts'
import { isLanguageTag } from './language-tag.ts'
import { stringMap } from './string-map.ts'

/** A string of one form; `what` names the form with an example. */
function form(pattern: RegExp, what: string): v.GenericSchema<unknown, string> {
  return v.pipe(v.string(expected(what)), v.regex(pattern, expectedForm(what)))
}

/** One string of a form, or a list of them that is not empty. */
function formList(pattern: RegExp, what: string): v.GenericSchema<unknown, string | string[]> {
  const one = form(pattern, what)
  const many = v.pipe(v.array(one), v.nonEmpty(expected(what)))
  return v.lazy((input) => (Array.isArray(input) ? many : one))
}

type Numeric = number | `${number}`

/** A number within bounds, or one written as a string: JSON-LD takes both for the same. */
function numeric(pattern: RegExp, what: string, min = -Infinity, max = Infinity): v.GenericSchema<unknown, Numeric> {
  const number = v.pipe(v.number(expected(what)), v.finite(expected(what)), v.minValue(min, expectedForm(what)))
  const bounded = v.pipe(number, v.maxValue(max, expectedForm(what)))
  const written = form(pattern, what) as v.GenericSchema<unknown, `${number}`>
  return v.lazy((input) => (typeof input === 'string' ? written : bounded))
}

/** Has the form, and its day exists: the pattern alone lets the 31st of February pass. */
function isDateTime(text: string): boolean {
  if (!forms.dateTime.test(text)) return false
  const day = text.slice(0, 10)
  const date = new Date(`${day}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day)
}

const aDateTime = 'a date and time such as 2026-01-31T12:00:00Z, on a day that exists'
const languageTag = (what: string): v.GenericSchema<unknown, string> =>
  v.pipe(v.string(expected(what)), v.check(isLanguageTag, expectedForm(what)))

/** What the specifications say. */
export const strictKinds: KindRules = {
  exact: true,
  reference: form(forms.iri, 'an object, a link or an absolute IRI'),
  relationship: form(forms.typeName, 'an object, a link, an IRI or a name'),
  plain: {
    boolean: v.boolean(expected('a boolean')),
    iri: form(forms.iri, 'an absolute IRI such as https://example.org/1'),
    text: v.string(expected('a string (text by language belongs in the property that ends in Map)')),
    languageMap: stringMap(languageTag('language tags such as en or cy-GB as its keys')),
    languageTag: languageTag('a language tag such as en or cy-GB'),
    dateTime: v.pipe(v.string(expected(aDateTime)), v.check(isDateTime, expectedForm(aDateTime))),
    duration: form(forms.duration, 'a duration such as PT2H'),
    mediaType: form(forms.mediaType, 'a media type such as text/html'),
    relations: formList(forms.relation, 'a link relation such as canonical, or a list of them'),
    typeNames: formList(forms.typeName, 'a type name or a list of them'),
    number: numeric(forms.number, 'a number'),
    distance: numeric(forms.distance, 'a number from 0 up', 0),
    percentage: numeric(forms.percentage, 'a number from 0 to 100', 0, 100),
    units: form(
      new RegExp(`${forms.unit.source}|${forms.iri.source}`),
      'cm, feet, inches, km, m, miles or an absolute IRI',
    ),
    count: v.pipe(
      v.number(expected('a number')),
      v.check((value) => Number.isInteger(value) && value >= 0, expectedForm('a whole number that is not negative')),
    ),
  },
}
