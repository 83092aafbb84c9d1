import { describe, expect, it } from 'vitest'
import { unknownPageUrl } from './unknown-page-url.ts'

describe('unknownPageUrl()', () => {
  const seed = 'https://a.example/feed?kind=order'

  it('replaces the parameter that next has and the seed has not', () => {
    const next = 'https://a.example/feed?kind=order&cursor=7&x='
    expect(unknownPageUrl(seed, next)).toBe('https://a.example/feed?kind=order&cursor=no-such-page-of-this-feed&x=')
    expect(unknownPageUrl(seed, next, '%FF%FE')).toBe('https://a.example/feed?kind=order&cursor=%FF%FE&x=')
  })

  it('replaces the last segment of the path where the queries are the same', () => {
    expect(unknownPageUrl(seed, 'https://a.example/feed/7?kind=order')).toBe(
      'https://a.example/feed/no-such-page-of-this-feed?kind=order',
    )
    expect(unknownPageUrl('https://a.example/', 'https://a.example/1700000000/')).toBe(
      'https://a.example/no-such-page-of-this-feed',
    )
  })

  it('cannot tell where there is no next, or the same again', () => {
    for (const next of [undefined, 5, '/feed/7', seed]) expect(unknownPageUrl(seed, next)).toBeUndefined()
  })
})
