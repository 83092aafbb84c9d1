import { describe, expect, it } from 'vitest'
import { quoted, withoutUserinfo } from './errors.ts'

describe('withoutUserinfo()', () => {
  it.each([
    ['https://me:secret@source.example/a?b', 'https://source.example/a?b'],
    ['https:me:secret@source.example', 'https://source.example/'],
    ['//me:secret@source.example/', '//source.example/'],
    ['http://me:secret@[bad/', 'http://[bad/'],
    ['http://me:se/cret@[bad', 'http://[bad'],
    ['https://source.example/a@b', 'https://source.example/a@b'],
    ['/page?mail=a@b', '/page?mail=a@b'],
  ])('%s becomes %s', (url, expected) => {
    expect(withoutUserinfo(url)).toBe(expected)
  })
})

describe('quoted()', () => {
  it('escapes control characters and cuts what is long', () => {
    expect(quoted('a\nb"')).toBe('"a\\nb\\""')
    expect(quoted('x'.repeat(600))).toBe(`"${'x'.repeat(500)}…"`)
  })
})
