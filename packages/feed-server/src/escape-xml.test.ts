import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { escapeXml } from './escape-xml.ts'

describe('escapeXml()', () => {
  it('escapes what has a meaning, and keeps line breaks in attributes', () => {
    expect(escapeXml(`<a href="x">'&'</a>]]>`)).toBe('&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt;]]&gt;')
    expect(escapeXml('a\tb\r\nc')).toBe('a&#9;b&#13;&#10;c')
    expect(escapeXml('é 🍵')).toBe('é 🍵')
  })

  it('replaces what XML cannot hold: control characters, noncharacters, half a surrogate pair', () => {
    expect(escapeXml('\u0000\u0008\u000b\u001f\ufffe\uffff\ud800')).toBe('\ufffd'.repeat(7))
  })

  it('gives text without markup whatever it is given', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const rest = escapeXml(text).replace(/&(?:amp|lt|gt|quot|#39|#9|#10|#13);/g, '')
        expect(rest).not.toMatch(/[&<>"']/)
        expect(rest.split('').filter((character) => character < ' ')).toEqual([])
      }),
    )
  })
})
