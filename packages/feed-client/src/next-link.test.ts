import { describe, expect, it } from 'vitest'
import { checkSeed, resolveNextLink } from './next-link.ts'
import { UrlRefusedError } from './url-errors.ts'

const rules = { seed: 'https://source.example/feed', maxUrlLength: 100, allowedOrigins: ['https://archive.example/x'] }
const base = 'https://source.example/feed/1?a=b'

describe('resolveNextLink()', () => {
  it.each([
    ['https://source.example/2', 'https://source.example/2'],
    ['https://SOURCE.example:443/2#part', 'https://source.example/2'],
    ['2', 'https://source.example/feed/2'],
    ['?a=c', 'https://source.example/feed/1?a=c'],
    ['//source.example/2', 'https://source.example/2'],
    ['https://archive.example/9', 'https://archive.example/9'],
    ["/a b|c'é?q=a b'|%zz", "https://source.example/a%20b|c'%C3%A9?q=a%20b%27|%zz"],
  ])('resolves %s to %s', (link, expected) => {
    expect(resolveNextLink(link, base, rules)).toBe(expected)
  })

  it.each([
    ['https://elsewhere.example/2', 'origin'],
    ['https://source.example:8443/2', 'origin'],
    ['https://source.example.evil.example/2', 'origin'],
    ['http://archive.example/2', 'downgrade'],
    ['http://source.example/2', 'downgrade'],
    ['https://me:secret@source.example/2', 'userinfo'],
    ['https://me@source.example/2', 'userinfo'],
    ['javascript:alert(1)', 'scheme'],
    ['file:///etc/passwd', 'scheme'],
    ['data:application/json,{}', 'scheme'],
    ['blob:https://source.example/2', 'scheme'],
    ['https://', 'unparsable'],
    ['http://[::1', 'unparsable'],
    [`/${'x'.repeat(100)}`, 'too_long'],
    [`/${'é'.repeat(30)}`, 'too_long'],
  ])('refuses %s: %s', (link, fault) => {
    const run = () => resolveNextLink(link, base, rules)
    expect(run).toThrow(UrlRefusedError)
    expect(run).toThrow(expect.objectContaining({ code: 'url_refused', fault, url: base, retryable: false }))
    expect(run).not.toThrow(/secret/)
  })

  it('goes from http to https where the origin is allowed', () => {
    const up = { seed: 'http://source.example', maxUrlLength: 100, allowedOrigins: ['https://source.example'] }
    expect(resolveNextLink('https://source.example/2', 'http://source.example/', up)).toBe('https://source.example/2')
  })
})

describe('checkSeed()', () => {
  it('takes an absolute URL', () => {
    expect(checkSeed('http://LOCALHOST:80/feed#x', 100)).toBe('http://localhost/feed')
  })

  it.each(['/feed', '', 'ftp://source.example/', 'https://me:secret@source.example/'])('refuses %j', (seed) => {
    expect(() => checkSeed(seed, 100)).toThrow(UrlRefusedError)
  })
})
