import { describe, expect, it } from 'vitest'
import { LoopError, TooManyPagesError } from './errors.ts'
import { as2Format } from './formats/as2.ts'
import { NotJsonError } from './page-errors.ts'
import type { PageRequester, PageRequestOptions } from './page-requester.ts'
import type { ReadFeedOptions } from './read-feed.ts'
import { readFeed } from './read-feed.ts'
import type { FeedPage } from './read-page.ts'
import { StatusError } from './request-errors.ts'
import { UrlRefusedError } from './url-errors.ts'

const seed = 'https://source.example/1'

/** A source of pages by path; a function is called for each request. */
type Pages = Record<string, { next?: unknown; ids?: string[]; movedTo?: string; etag?: string } | string>

function source(pages: Pages) {
  const asked: string[] = []
  const calls: PageRequestOptions[] = []
  const requestPage: PageRequester = async (url, call) => {
    asked.push(new URL(url).pathname)
    calls.push(call)
    const found = pages[new URL(url).pathname]
    if (found === undefined) throw new StatusError(url, 404)
    const page = typeof found === 'string' ? {} : found
    const finalUrl = page.movedTo ?? url
    if (page.etag !== undefined && page.etag === call.etag) return { status: 'unchanged', url: finalUrl, fetchMs: 1 }
    const orderedItems = (page.ids ?? []).map((id) => ({ id }))
    const body = Buffer.from(typeof found === 'string' ? found : JSON.stringify({ orderedItems, next: page.next }))
    return {
      status: 'ok',
      url: finalUrl,
      body,
      etag: page.etag,
      contentType: undefined,
      preferenceApplied: undefined,
      fetchMs: 1,
    }
  }
  return { asked, calls, requestPage }
}

async function read(requestPage: PageRequester, options: Partial<ReadFeedOptions> = {}) {
  const pages: FeedPage[] = []
  let error: unknown
  const signal = new AbortController().signal
  try {
    for await (const page of readFeed({ seed, format: as2Format, requestPage, signal, ...options })) pages.push(page)
  } catch (thrown) {
    error = thrown
  }
  return { pages, error, ids: pages.flatMap(({ items }) => items.map(({ id }) => id)) }
}

describe('readFeed()', () => {
  it('reads from page to page until one has no next', async () => {
    const { requestPage, asked } = source({
      '/1': { ids: ['a', 'b'], next: '/2' },
      '/2': { next: 'https://source.example/3' },
      '/3': { ids: ['c'] },
    })
    const { pages, ids, error } = await read(requestPage)
    expect({ ids, error, asked }).toEqual({ ids: ['a', 'b', 'c'], error: undefined, asked: ['/1', '/2', '/3'] })
    expect(pages.map(({ url, next }) => [url, next])).toEqual([
      [seed, 'https://source.example/2'],
      ['https://source.example/2', 'https://source.example/3'],
      ['https://source.example/3', undefined],
    ])
    expect(pages[0]).toMatchObject({ bodyBytes: 52, fetchMs: 1, unchanged: false, rejected: [] })
  })

  it('asks for a page only when the reader wants it', async () => {
    const { requestPage, asked } = source({ '/1': { next: '/2' }, '/2': { next: '/3' } })
    const signal = new AbortController().signal
    for await (const page of readFeed({ seed, format: as2Format, requestPage, signal })) {
      if (page.url.endsWith('/2')) break
    }
    expect(asked).toEqual(['/1', '/2'])
  })

  it('ends at a page that names itself', async () => {
    const { requestPage, asked } = source({ '/1': { next: '/2' }, '/2': { ids: ['a'], next: '/2' } })
    const { pages, error } = await read(requestPage)
    expect({ error, asked, next: pages.at(-1)?.next }).toEqual({
      error: undefined,
      asked: ['/1', '/2'],
      next: undefined,
    })
  })

  it('ends at a page that names where it was moved to', async () => {
    const { requestPage, asked } = source({ '/1': { movedTo: 'https://source.example/one', next: '/one' } })
    expect(await read(requestPage)).toMatchObject({ error: undefined, pages: [{ url: seed }] })
    expect(asked).toEqual(['/1'])
  })

  it.each<[string, Pages]>([
    ['the first page', { '/1': { next: '/2' }, '/2': { next: '/3' }, '/3': { next: '/1' } }],
    ['another page', { '/1': { next: '/2' }, '/2': { next: '/3' }, '/3': { next: '/2#again' } }],
    ['a page by redirect', { '/1': { next: '/2' }, '/2': { next: '/3' }, '/3': { next: '/4', movedTo: seed } }],
    ['where a page was moved to', { '/1': { movedTo: 'https://source.example/0', next: '/2' }, '/2': { next: '/0' } }],
  ])('refuses to go back to %s', async (_, pages) => {
    const { error } = await read(source(pages).requestPage)
    expect(error).toBeInstanceOf(LoopError)
    expect(error).toMatchObject({ code: 'loop', retryable: false })
  })

  it('stops at maxPages', async () => {
    const requestPage: PageRequester = async (url, call) => {
      const next = String(Number(new URL(url).pathname.slice(1)) + 1)
      return source({ [new URL(url).pathname]: { next } }).requestPage(url, call)
    }
    const { pages, error } = await read(requestPage, { limits: { maxPages: 7 } })
    expect(pages).toHaveLength(7)
    expect(error).toBeInstanceOf(TooManyPagesError)
  })

  it('takes as many pages as maxPages', async () => {
    const { requestPage } = source({ '/1': { next: '/2' }, '/2': {} })
    expect(await read(requestPage, { limits: { maxPages: 2 } })).toMatchObject({ error: undefined })
  })

  it('resolves next against where the page was found', async () => {
    const { requestPage, asked } = source({ '/1': { movedTo: 'https://source.example/a/b', next: 'c' }, '/a/c': {} })
    expect(await read(requestPage)).toMatchObject({ error: undefined })
    expect(asked).toEqual(['/1', '/a/c'])
  })

  it('leaves the origin only where that is allowed', async () => {
    const { requestPage, calls } = source({
      '/1': { next: 'https://archive.example/2' },
      '/2': { next: `${seed}1` },
      '/11': {},
    })
    expect((await read(requestPage)).error).toBeInstanceOf(UrlRefusedError)
    const allowedOrigins = ['https://archive.example']
    expect(await read(requestPage, { allowedOrigins })).toMatchObject({ error: undefined })
    expect(calls.at(-1)).toMatchObject({ seed, allowedOrigins })
  })

  it('refuses a seed that is no URL before asking', async () => {
    const { requestPage, asked } = source({})
    expect((await read(requestPage, { seed: '/feed' })).error).toBeInstanceOf(UrlRefusedError)
    expect(asked).toEqual([])
  })

  it('throws what a page throws, after the pages before it', async () => {
    const { requestPage } = source({ '/1': { ids: ['a'], next: '/2' }, '/2': '<html>' })
    const { ids, error } = await read(requestPage)
    expect(ids).toEqual(['a'])
    expect(error).toBeInstanceOf(NotJsonError)
    expect(error).toMatchObject({ url: 'https://source.example/2', retryable: true })
  })

  it('reports rejected records and goes on', async () => {
    const { requestPage } = source({ '/1': { ids: ['', 'b'], next: '/2' }, '/2': { ids: ['c'] } })
    const { pages, ids } = await read(requestPage)
    expect(ids).toEqual(['b', 'c'])
    expect(pages[0]?.rejected).toMatchObject([{ index: 0 }])
  })

  it('throws the reason of its signal, without asking', async () => {
    const { requestPage, asked } = source({ '/1': {} })
    const reason = new Error('stopping')
    expect((await read(requestPage, { signal: AbortSignal.abort(reason) })).error).toBe(reason)
    expect(asked).toEqual([])
  })

  it('goes on over unchanged pages by what is recalled of them', async () => {
    const pages: Pages = { '/1': { ids: ['a'], etag: '"1"', next: '/2' }, '/2': { ids: ['b'], etag: '"2"' } }
    const { requestPage, calls } = source(pages)
    const first = await read(requestPage)
    const memory = new Map(first.pages.map(({ url, etag, next }) => [url, { etag: etag ?? '', next }]))
    pages['/2'] = { ids: ['b', 'c'], etag: '"3"' }
    const second = await read(requestPage, { recall: (url) => memory.get(url) })
    expect(second.pages.map(({ unchanged, etag, next }) => ({ unchanged, etag, next }))).toEqual([
      { unchanged: true, etag: '"1"', next: 'https://source.example/2' },
      { unchanged: false, etag: '"3"', next: undefined },
    ])
    expect(second.ids).toEqual(['b', 'c'])
    expect(calls.map(({ etag }) => etag)).toEqual([undefined, undefined, '"1"', '"2"'])
  })

  it('checks a recalled next link as well', async () => {
    const { requestPage } = source({ '/1': { etag: '"1"' } })
    const recall = () => ({ etag: '"1"', next: 'https://elsewhere.example/' })
    expect((await read(requestPage, { recall })).error).toBeInstanceOf(UrlRefusedError)
  })
})
