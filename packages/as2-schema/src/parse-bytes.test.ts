import { describe, expect, it } from 'vitest'
import { parseActivityBytes, parseEntityBytes, parsePageBytes } from './parse-bytes.ts'

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)
const note = '{"type":"Note","contentMap":{"eo":"Ĉiuj homoj"}}'

describe('parseEntityBytes()', () => {
  it('reads UTF-8, with a byte order mark or without', () => {
    expect(parseEntityBytes(bytesOf(note), { level: 'strict' }).ok).toBe(true)
    const marked = parseEntityBytes(bytesOf(`\uFEFF${note}`))
    expect(marked.ok && marked.value).toEqual(JSON.parse(note))
  })

  it('refuses bytes that are not UTF-8 at every level', () => {
    const latin3 = Uint8Array.from(note, (character) => (character === 'Ĉ' ? 0xc6 : character.charCodeAt(0)))
    const utf16 = new Uint8Array(Buffer.from(`\uFEFF${note}`, 'utf16le'))
    const overlong = Uint8Array.from([0x22, 0xc0, 0xaf, 0x22])
    const surrogate = Uint8Array.from([0x22, 0xed, 0xa0, 0x80, 0x22])
    for (const bytes of [latin3, utf16, overlong, surrogate]) {
      for (const level of ['strict', 'lax', 'minimal'] as const) {
        const issues = [{ path: '', message: 'expected UTF-8, found bytes that are not' }]
        expect(parseEntityBytes(bytes, { level })).toEqual({ ok: false, issues })
      }
    }
  })

  it('refuses what is no JSON or cut off, and quotes none of it', () => {
    for (const text of [note.slice(0, -1), 'jane@example.org', '<feed/>', `${note}${note}`, '{"a":NaN}']) {
      const message = 'expected JSON, found something else or only a part of it'
      expect(parseEntityBytes(bytesOf(text))).toEqual({ ok: false, issues: [{ path: '', message }] })
    }
    const issues = [{ path: '', message: 'expected JSON, found nothing' }]
    expect(parseEntityBytes(bytesOf(' \n'))).toEqual({ ok: false, issues })
  })

  it('refuses more than maxBytes unread, and deep nesting', () => {
    const long = parseEntityBytes(bytesOf(note), { maxBytes: 10 })
    expect(long.ok || long.issues[0]?.message).toBe(`expected at most 10 bytes, found ${bytesOf(note).length}`)
    const deep = parseEntityBytes(bytesOf(`${'['.repeat(100_000)}${']'.repeat(100_000)}`))
    expect(deep.ok || deep.issues[0]?.message).toContain('levels of nesting')
  })
})

describe('parseActivityBytes() and parsePageBytes()', () => {
  const activity = '{"id":"a:1","type":"Create"}'

  it('give the same result as parseActivity() and parsePage()', () => {
    const one = parseActivityBytes(bytesOf(activity), { level: 'strict' })
    expect(one.ok && one.value.id).toBe('a:1')
    const page = parsePageBytes(bytesOf(`{"type":"OrderedCollection","orderedItems":[${activity}]}`), {
      level: 'strict',
    })
    expect(page.ok && page.value.orderedItems).toEqual([JSON.parse(activity)])
    const without = parsePageBytes(bytesOf('{"details":"Not found"}'))
    expect(without.ok || without.issues[0]?.path).toBe('orderedItems')
    expect(parseActivityBytes(bytesOf('{"type":"Create"}'), { level: 'minimal' }).ok).toBe(false)
  })
})
