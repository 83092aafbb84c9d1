import { describe, expect, it } from 'vitest'
import { queryCursor } from './cursor-location.ts'
import { feedUrls, readLocation } from './feed-location.ts'

const urlsOf = (url: string) => feedUrls(new URL(url), queryCursor())

describe('feedUrls()', () => {
  it('leads to other places, keeping what else is in the URL [P6]', () => {
    const urls = urlsOf('http://a.example/feed?q=x%20y&cursor=5&format=atom')
    expect(urls.feed).toBe('http://a.example/feed?q=x+y&format=atom')
    expect(urls.page('7')).toBe('http://a.example/feed?q=x+y&cursor=7&format=atom')
    expect(urls.page(undefined)).toBe('http://a.example/feed?q=x+y&format=atom&view=first')
    expect(urls.view('last')).toBe('http://a.example/feed?q=x+y&format=atom&view=last')
    expect(urls.inFormat('as2')).toBe('http://a.example/feed?q=x+y&cursor=5&format=as2')
    expect(urlsOf('http://a.example/feed?view=last').page('7')).toBe('http://a.example/feed?cursor=7')
    expect(urlsOf('http://a.example/feed?view=last').inFormat('as2')).toBe('http://a.example/feed?view=last&format=as2')
  })

  it('writes URLs that read as they were meant, however the request was written', () => {
    for (const start of ['', '?', '?a', '?a=b', '?a=b&', '?&']) {
      const url = `http://a.example/feed${start}`
      const { inFormat, view } = urlsOf(url)
      expect(readLocation(new URL(inFormat('atom')), queryCursor())).toMatchObject({ format: 'atom', view: 'page' })
      expect(readLocation(new URL(view('last')), queryCursor())).toMatchObject({ view: 'last' })
      expect(new URL(inFormat('atom')).searchParams.get('a')).toBe(new URL(url).searchParams.get('a'))
    }
  })
})
