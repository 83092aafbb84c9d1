import { describe, expect, it } from 'vitest'
import type { ScriptedPage } from '../test/scripted-source.ts'
import { origin, scriptedFormat, scriptedSource } from '../test/scripted-source.ts'
import { LoopError, TooManyPagesError } from './errors.ts'
import type { ReadFeedOptions } from './read-feed.ts'
import { readFeed } from './read-feed.ts'
import type { FeedPage, RecalledPage } from './read-page.ts'
import { UrlRefusedError } from './url-errors.ts'

/** An archived feed: three archives, and a document with what is newest. */
const archived = (): Record<string, ScriptedPage> => ({
  '/feed': { ids: ['e', 'f'], previous: '/3', etag: 'f' },
  '/3': { ids: ['d'], previous: '/2', next: '/feed', etag: '3' },
  '/2': { ids: ['c'], previous: '/1', next: '/3', etag: '2' },
  '/1': { ids: ['a', 'b'], next: '/2', etag: '1' },
})

async function read(source: ReturnType<typeof scriptedSource>, options: Partial<ReadFeedOptions> = {}) {
  const { requestPage } = source
  const { signal } = new AbortController()
  const pages: FeedPage[] = []
  let error: unknown
  try {
    const seed = `${origin}/feed`
    for await (const page of readFeed({ seed, format: scriptedFormat, requestPage, signal, ...options })) {
      pages.push(page)
    }
  } catch (thrown) {
    error = thrown
  }
  return {
    pages,
    error,
    ids: pages.flatMap(({ items }) => items.map(({ id }) => id)),
    paths: pages.map(({ url }) => new URL(url).pathname),
  }
}

describe('readFeed() from a page that names a previous one', () => {
  it('walks back to the first page, then gives all of them, oldest first', async () => {
    const source = scriptedSource(archived())
    const { ids, paths, pages, error } = await read(source)
    expect({ error, ids }).toEqual({ error: undefined, ids: ['a', 'b', 'c', 'd', 'e', 'f'] })
    expect(paths).toEqual(['/1', '/2', '/3', '/feed'])
    expect(source.asked).toEqual(['/feed', '/3', '/2', '/1'])
    expect(pages.map(({ next, previous }) => [next, previous])).toEqual([
      [`${origin}/2`, undefined],
      [`${origin}/3`, `${origin}/1`],
      [`${origin}/feed`, `${origin}/2`],
      [undefined, `${origin}/3`],
    ])
  })

  it('asks again for pages that would take too much memory meanwhile', async () => {
    const source = scriptedSource(archived())
    const { ids } = await read(source, { limits: { maxPageBytes: 80 } })
    expect(ids).toEqual(['a', 'b', 'c', 'd', 'e', 'f'])
    expect(source.asked).toEqual(['/feed', '/3', '/2', '/1', '/1', '/2'])
  })

  it('gives an entry that is on several pages once, as the newest has it', async () => {
    for (const maxPageBytes of [1_000_000, 1]) {
      const source = scriptedSource({
        '/feed': { ids: ['b=3'], previous: '/2' },
        '/2': { ids: ['a=2', 'c', 'b=2'], previous: '/1' },
        '/1': { ids: ['a=1', 'b=1', 'd'] },
      })
      const { pages } = await read(source, { limits: { maxPageBytes } })
      const versions = pages.flatMap(({ items }) => items.map(({ bytes }) => Buffer.from(bytes).toString()))
      expect(versions).toEqual(['d', 'a=2', 'c', 'b=3'])
    }
  })

  it('goes forward from a page that has a next one', async () => {
    const source = scriptedSource(archived())
    const { ids } = await read(source, { seed: `${origin}/2` })
    expect(ids).toEqual(['c', 'd', 'e', 'f'])
    expect(source.asked).toEqual(['/2', '/3', '/feed'])
  })

  it('fills in what lies between where going forward skips pages', async () => {
    const pages = archived()
    pages['/2'] = { ids: ['c'], previous: '/1', next: '/feed' }
    const source = scriptedSource(pages)
    const { ids } = await read(source, { seed: `${origin}/2` })
    expect(ids).toEqual(['c', 'd', 'e', 'f'])
    expect(source.asked).toEqual(['/2', '/feed', '/3'])
  })

  it('walks back as far as the page that is known', async () => {
    const source = scriptedSource(archived())
    const { paths } = await read(source, { since: `${origin}/3` })
    expect(paths).toEqual(['/3', '/feed'])
    expect(source.asked).toEqual(['/feed', '/3'])
  })

  it('reads pages that are recalled by their links', async () => {
    const source = scriptedSource(archived())
    const first = await read(source)
    const memory = new Map<string, RecalledPage>(
      first.pages.map(({ url, etag = '', next, previous }) => [url, { etag, next, previous }]),
    )
    source.asked.length = 0
    const { pages, paths } = await read(source, { recall: (url) => memory.get(url) })
    expect(paths).toEqual(['/1', '/2', '/3', '/feed'])
    expect(pages.every(({ unchanged }) => unchanged)).toBe(true)
    expect(source.asked).toEqual(['/feed*', '/3*', '/2*', '/1*'])
  })

  it('asks anew for a page that is recalled without what came before it', async () => {
    const source = scriptedSource(archived())
    const { ids } = await read(source, { recall: () => ({ etag: 'f', next: undefined }) })
    expect(ids).toEqual(['a', 'b', 'c', 'd', 'e', 'f'])
  })

  it.each<[string, Record<string, ScriptedPage>]>([
    ['an earlier page', { '/feed': { previous: '/2' }, '/2': { previous: '/1' }, '/1': { previous: '/2' } }],
    ['where it started', { '/feed': { previous: '/2' }, '/2': { previous: '/feed' } }],
  ])('refuses to be led back to %s', async (_, pages) => {
    expect((await read(scriptedSource(pages))).error).toBeInstanceOf(LoopError)
  })

  it('takes a page that names itself as the one before for the first', async () => {
    const { error, ids } = await read(
      scriptedSource({ '/feed': { ids: ['b'], previous: '/1' }, '/1': { ids: ['a'], previous: '/1' } }),
    )
    expect({ error, ids }).toEqual({ error: undefined, ids: ['a', 'b'] })
  })

  it('counts pages on the way back', async () => {
    const source = scriptedSource(archived())
    const { error, pages } = await read(source, { limits: { maxPages: 3 } })
    expect(error).toBeInstanceOf(TooManyPagesError)
    expect(pages).toEqual([])
    expect(source.asked).toHaveLength(3)
  })

  it('checks links back like any other', async () => {
    const source = scriptedSource({ '/feed': { previous: 'https://elsewhere.example/' } })
    expect((await read(source)).error).toBeInstanceOf(UrlRefusedError)
  })
})
