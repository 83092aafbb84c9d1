import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isExactNumber, parseExactly } from './exact-json.ts'

test.each([
  '{"a":12345678901234567890,"b":[1.0,-0,1e400,0.1,1],"c":"1.0"}',
  '{"__proto__":{"polluted":9007199254740993},"constructor":null}',
  '[true,false,null,"\\u2028",{}]',
])('parseExactly() keeps what JSON.stringify then writes: %s', (text) => {
  expect(JSON.stringify(parseExactly(text))).toBe(text.replace('\\u2028', '\u2028'))
})

test('parseExactly() leaves the prototype of what it makes alone', () => {
  const value = parseExactly('{"__proto__":{"polluted":1}}') as { polluted?: unknown }
  expect(value.polluted).toBeUndefined()
  expect(Object.keys(value)).toEqual(['__proto__'])
})

test('isExactNumber() is not taken in by an object of the caller', () => {
  expect(isExactNumber(parseExactly('{"rawJSON":"1"}'))).toBe(false)
  expect(isExactNumber(parseExactly('1.0'))).toBe(true)
})

test('parseExactly() keeps every number as it was written', () => {
  const digits = (max: number): fc.Arbitrary<string> => fc.stringMatching(new RegExp(`^\\d{1,${max}}$`))
  const number = fc
    .tuple(
      fc.constantFrom('', '-'),
      fc.oneof(
        fc.constant('0'),
        digits(22).map((given) => `1${given}`),
        fc.nat(999).map(String),
      ),
      fc.oneof(
        fc.constant(''),
        digits(20).map((given) => `.${given}`),
        fc.constant('.0000001'),
      ),
      fc.constantFrom('', '', '', 'e5', 'E-7', 'e+400'),
    )
    .map((parts) => parts.join(''))
  fc.assert(
    fc.property(fc.array(number, { maxLength: 2 }), (numbers) => {
      const text = `[${numbers.join()}]`
      expect(JSON.stringify(parseExactly(text))).toBe(text)
    }),
    { numRuns: 2_000 },
  )
})
