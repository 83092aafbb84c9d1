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
