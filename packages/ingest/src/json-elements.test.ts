import fc from 'fast-check'
import { expect, test } from 'vitest'
import { elementsOf } from './json-elements.ts'

const texts = (json: string, member = 'object') =>
  elementsOf(Buffer.from(json), member).map((element) => Buffer.from(element).toString())

test.each([
  ['{"object":["a",{"id":"b"} , 1.0,[[]],null]}', ['"a"', '{"id":"b"}', '1.0', '[[]]', 'null']],
  ['{ "a" : {"object":[1]} , "object" : [ ] , "z":"]" }', []],
  ['{"object":[1],"object":[2]}', ['2']],
  ['{"object":[1],"object":"x"}', []],
  ['{"\\u006fbject":["\\"]",2]}', ['"\\"]"', '2']],
  ['{}', []],
  ['{"object":"[1]"}', []],
])('elementsOf() finds what the list is written with: %s', (json, expected) => {
  expect(texts(json)).toEqual(expected)
})

test('elementsOf() agrees with JSON.parse() on anything', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.constantFrom('object', 'a', 'b"]'), fc.jsonValue()),
      fc.constantFrom(0, 2),
      (value, space) => {
        const elements = texts(JSON.stringify(value, undefined, space)).map((text) => JSON.parse(text) as unknown)
        const { object } = JSON.parse(JSON.stringify(value)) as { object?: unknown }
        expect(elements).toEqual(Array.isArray(object) ? object : [])
      },
    ),
  )
})
