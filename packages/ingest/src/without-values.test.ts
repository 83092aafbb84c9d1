import { expect, test } from 'vitest'
import { withoutValues } from './without-values.ts'

test.each([
  [
    "failed to parse field [a.b] of type [date] in document with id 'x'. Preview of field's value: 'my secret: 1'",
    'failed to parse field [a.b] of type [date] in document with id […]. The value is not repeated here.',
  ],
  [
    'failed to parse field [n] of type [long]: For input string: "secret"',
    'failed to parse field [n] of type [long]: The value is not repeated here.',
  ],
  [
    'Document contains at least one immense term in field="id" (whose UTF8 encoding is longer than the max length 32766), all of which were skipped. The prefix of the first immense term is: \'[115, 101]...\'',
    'Document contains at least one immense term in field="id" (whose UTF8 encoding is longer than the max length 32766), all of which were skipped. The value is not repeated here.',
  ],
  [
    'Failed to parse value [secret] as only [true] or [false] are allowed.',
    'Failed to parse value […] as only […] or […] are allowed.',
  ],
  [
    'object mapping for [object] tried to parse field [object] as object, but found a concrete value',
    'object mapping for […] tried to parse field [object] as object, but found a concrete value',
  ],
  ["can't parse JSON at [1000]", "can't parse JSON at [1000]"],
])('withoutValues() keeps names and hides values: %s', (reason, without) => {
  expect(withoutValues(reason)).toBe(without)
})
