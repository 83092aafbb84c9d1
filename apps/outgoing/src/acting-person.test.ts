import { expect, test } from 'vitest'
import { actingPerson } from './acting-person.ts'

const asSent = (text: string) => Buffer.from(text).toString('latin1')

test.each([
  ['ann@example.com', 'ann@example.com'],
  [' Ann B. (ops) ', 'Ann B. (ops)'],
  [asSent('José Ñandú 中'), 'José Ñandú 中'],
  ['Jos\u00e9', 'José'],
  ['x'.repeat(200), 'x'.repeat(200)],
  [undefined, 'unknown'],
])('actingPerson(%j) is %s', (header, person) => {
  expect(actingPerson(header)).toBe(person)
})

test.each([
  '',
  '  ',
  'x'.repeat(201),
  'a\tb',
  'a\u001b[31m',
  asSent('a\u0085b'),
  asSent('a\u202eb'),
  asSent('a\u2028b'),
])('actingPerson(%j) is refused', (header) => {
  expect(actingPerson(header)).toBeUndefined()
})
