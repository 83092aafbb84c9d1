import fc from 'fast-check'
import { expect, test } from 'vitest'
import { textOf } from './html.ts'
import { layOutJson, prettyJson } from './pretty-json.ts'

test('layOutJson() lays JSON out as everybody does', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(layOutJson(JSON.stringify(value))).toBe(JSON.stringify(value, null, 2))
    }),
  )
})

test('layOutJson() changes no number', () => {
  const text = '{"n":[12345678901234567890123,1.0,1e400,-0],"e":{},"l":[]}'
  expect(layOutJson(text)).toBe(
    '{\n  "n": [\n    12345678901234567890123,\n    1.0,\n    1e400,\n    -0\n  ],\n  "e": {},\n  "l": []\n}',
  )
})

test.each([
  ['{"a":"cut of', '{\n  "a": "cut of'],
  ['<html>]]', '<html>\n]\n]'],
  ['', ''],
])('layOutJson() shows what is no JSON as far as it goes: %s', (text, shown) => {
  expect(layOutJson(text)).toBe(shown)
})

test('prettyJson() escapes keys and values', () => {
  const shown = textOf(prettyJson('{"<script>":"<img src=x onerror=alert(1)>","n":1}'))
  expect(shown).toBe(
    '{\n  <span class="json-key">&quot;&lt;script&gt;&quot;</span>: <span class="json-string">&quot;&lt;img src=x onerror=alert(1)&gt;&quot;</span>,\n  <span class="json-key">&quot;n&quot;</span>: <span class="json-other">1</span>\n}',
  )
})

test('prettyJson() takes a document that is deeper than any stack', () => {
  const depth = 20_000
  const text = '['.repeat(depth) + ']'.repeat(depth)
  expect(layOutJson(text).replaceAll(/\s/g, '')).toBe(text)
})
