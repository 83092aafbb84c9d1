import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatHawkHeader, isHeaderText, parseRequestHeader, parseResponseHeader } from './hawk-header.ts'

test('parseRequestHeader() reads attributes in any order, with or without blanks around commas', () => {
  const expected = { id: 'a', ts: '1', nonce: 'n', mac: 'm=' }
  expect(parseRequestHeader('Hawk id="a", ts="1", nonce="n", mac="m="')).toEqual(expected)
  expect(parseRequestHeader('hAWK\tmac="m=",nonce="n" ,ts="1" , id="a" ')).toEqual(expected)
})

test.each([
  ['nothing', ''],
  ['the scheme alone', 'Hawk'],
  ['the scheme and a blank', 'Hawk '],
  ['another scheme', 'Bearer id="a"'],
  ['a scheme that begins like it', 'Hawkish id="a"'],
  ['no blank after the scheme', 'Hawkid="a"'],
  ['an unknown attribute', 'Hawk id="a", key="b"'],
  ['an attribute of another case', 'Hawk ID="a"'],
  ['an attribute of Object.prototype', 'Hawk constructor="a"'],
  ['a duplicate attribute', 'Hawk id="a", id="a"'],
  ['no quotes', 'Hawk id=a'],
  ['single quotes', "Hawk id='a'"],
  ['an empty value', 'Hawk id=""'],
  ['an open quote', 'Hawk id="a'],
  ['a comma at the end', 'Hawk id="a", '],
  ['a comma at the start', 'Hawk , id="a"'],
  ['two commas', 'Hawk id="a",, ts="1"'],
  ['no comma', 'Hawk id="a" ts="1"'],
  ['blanks around the equals sign', 'Hawk id = "a"'],
  ['a bare quote in a value', 'Hawk id="a"b"'],
  ['a backslash before a letter', 'Hawk id="a\\b"'],
  ['a backslash at the end of a value', 'Hawk id="a\\"'],
  ['a line break', 'Hawk id="a\nb"'],
  ['a tab in a value', 'Hawk id="a\tb"'],
  ['a NUL', 'Hawk id="a\0"'],
  ['a DEL', 'Hawk id="a\x7f"'],
  ['a Latin-1 character', 'Hawk id="é"'],
  ['a character beyond Latin-1', 'Hawk id="☃"'],
  ['a no-break space as a separator', 'Hawk\u00a0id="a"'],
  ['two headers joined', 'Hawk id="a", Hawk id="b"'],
  ['4,097 bytes', `Hawk id="${'a'.repeat(4097 - 10)}"`],
])('parseRequestHeader() refuses %s', (_, header) => {
  expect(parseRequestHeader(header)).toBeUndefined()
})

test('parseRequestHeader() reads a header of exactly 4,096 bytes', () => {
  expect(parseRequestHeader(`Hawk id="${'a'.repeat(4096 - 10)}"`)?.id).toHaveLength(4086)
})

test('parseResponseHeader() refuses what only a request may say', () => {
  expect(parseResponseHeader('Hawk mac="m", hash="h", ext="e"')).toEqual({ mac: 'm', hash: 'h', ext: 'e' })
  expect(parseResponseHeader('Hawk mac="m", id="a"')).toBeUndefined()
})

test('parseRequestHeader() reads back whatever formatHawkHeader() writes', () => {
  const text = fc.stringMatching(/^[ -~]{1,40}$/)
  const attributes = fc.record(
    { id: text, ts: text, nonce: text, hash: text, ext: text, mac: text, app: text, dlg: text },
    { requiredKeys: ['id'] },
  )
  fc.assert(
    fc.property(attributes, (given) => {
      expect(parseRequestHeader(formatHawkHeader(given))).toEqual(given)
    }),
  )
})

test('parseRequestHeader() never throws, and what it gives is header text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), fc.string({ maxLength: 60 }), (name, value) => {
      for (const header of [name, `Hawk ${name}`, `Hawk id="${value}"`, `Hawk id="${value}", ${name}`]) {
        expect(Object.values(parseRequestHeader(header) ?? {}).every((read) => isHeaderText(read ?? ''))).toBe(true)
      }
    }),
  )
})
