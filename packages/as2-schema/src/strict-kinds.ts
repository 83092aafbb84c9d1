import * as v from 'valibot'
import type { KindRules } from './create-kinds.ts'
import { expected, expectedForm } from './describe-value.ts'

const absoluteIri = /^[a-z][a-z0-9+.-]*:[^\s<>"{}|\\^`]+$/i
const languageTag = /^(?:[a-z]{2,8}|[xi](?=-))(?:-[a-z0-9]{1,8})*$/i
// RFC 3339 with the seconds optional, as AS2 Core §2.3 has it
const dateTime =
  /^\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):[0-5]\d(?::(?:[0-5]\d|60)(?:\.\d+)?)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/
// XML Schema 1.1 part 2 §3.3.6
const duration = /^-?P(?=[\dT])(?:\d+Y)?(?:\d+M)?(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?)?$/
const mediaType = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(?:[ \t]*;.*)?$/

/** A string of one form; `what` names the form with an example. */
function form(pattern: RegExp, what: string): v.GenericSchema<unknown, string> {
  return v.pipe(v.string(expected(what)), v.regex(pattern, expectedForm(what)))
}

/** One string of a form, or a list of them that is not empty. */
function forms(pattern: RegExp, what: string): v.GenericSchema<unknown, string | string[]> {
  const one = form(pattern, what)
  const many = v.pipe(v.array(one), v.nonEmpty(expected(what)))
  return v.lazy((input) => (Array.isArray(input) ? many : one))
}

/** Whether the day exists: a pattern alone lets the 31st of February pass. */
function isCalendarDate(text: string): boolean {
  const day = text.slice(0, 10)
  const date = new Date(`${day}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day)
}

const iri = form(absoluteIri, 'an absolute IRI such as https://example.org/1')
const number = v.pipe(v.number(expected('a number')), v.finite(expected('a number that is finite')))
const aDateTime = 'a date and time such as 2026-01-31T12:00:00Z'

/** What the specifications say. */
export const strictKinds: KindRules = {
  exact: true,
  reference: form(absoluteIri, 'an object, a link or an absolute IRI'),
  plain: {
    boolean: v.boolean(expected('a boolean')),
    iri,
    text: v.string(expected('a string (text by language belongs in the property that ends in Map)')),
    languageMap: v.record(
      form(languageTag, 'language tags such as en or cy-GB as its keys') as v.GenericSchema<string>,
      v.string(expected('a string')),
      expected('an object of language tags and strings'),
    ),
    languageTag: form(languageTag, 'a language tag such as en or cy-GB'),
    dateTime: v.pipe(
      form(dateTime, aDateTime),
      v.check(isCalendarDate, expectedForm(`${aDateTime}, of a day that exists`)),
    ),
    duration: form(duration, 'a duration such as PT2H'),
    mediaType: form(mediaType, 'a media type such as text/html'),
    relations: forms(/^[^\s,]+$/, 'a link relation such as canonical, or a list of them'),
    typeNames: forms(/^\S+$/, 'a type name or a list of them'),
    number,
    count: v.pipe(
      number,
      v.check((value) => Number.isInteger(value) && value >= 0, expected('a whole number that is not negative')),
    ),
  },
}
