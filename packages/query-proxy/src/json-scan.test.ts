import fc from 'fast-check'
import { expect, test } from 'vitest'
import { elementsAt, membersAt, textOf } from './json-scan.ts'

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

test('membersAt() and elementsAt() find what JSON.parse finds, however it is written', () => {
  const spaced = fc.constantFrom(0, 1, '\t', '\n \r\n')
  fc.assert(
    fc.property(
      fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue({ maxDepth: 4 })),
      spaced,
      (value, indent) => {
        const text = JSON.stringify(value, undefined, indent)
        const bytes = bytesOf(`  ${text} `)
        const found = [...membersAt(bytes, 0)].map(([name, range]) => [name, JSON.parse(textOf(bytes, range))])
        expect(found).toEqual(Object.entries(JSON.parse(text) as object))
      },
    ),
  )
  fc.assert(
    fc.property(fc.array(fc.jsonValue({ maxDepth: 4 })), spaced, (value, indent) => {
      const bytes = bytesOf(JSON.stringify(value, undefined, indent))
      const found = elementsAt(bytes, 0).map((range) => JSON.parse(textOf(bytes, range)) as unknown)
      expect(found).toEqual(JSON.parse(JSON.stringify(value)))
    }),
  )
})

test('membersAt() reads escaped quotes and backslashes', () => {
  const bytes = bytesOf(String.raw`{"a\"":"\\","b":"\\\"}","c":[{"d":"]"}],"e":-1.50E+3}`)
  const found = [...membersAt(bytes, 0)].map(([name, range]) => [name, textOf(bytes, range)])
  expect(found).toEqual([
    ['a"', '"\\\\"'],
    ['b', String.raw`"\\\"}"`],
    ['c', '[{"d":"]"}]'],
    ['e', '-1.50E+3'],
  ])
})

test.each(['', '[', '{"a"', '{"a":', '{"a":1', '{"a":[1}', '{"a":"', '1', '{"a":}'])(
  'membersAt() refuses %j',
  (text) => {
    expect(() => membersAt(bytesOf(text), 0)).toThrow(SyntaxError)
  },
)
