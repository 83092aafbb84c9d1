import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Rendered, rendered } from './answer-body.ts'
import { openToEveryone } from './authentication.ts'
import { createFeedHandler } from './create-feed-handler.ts'
import { entityTag } from './entity-tag.ts'

function renderedOf(text: string): Rendered {
  return rendered(text, { byteLength: Buffer.byteLength(text), contentType: 'application/json', headers: {} })
}

const text = fc.string({ unit: 'binary' }).map((some) => `${some}\ud800${some}`)

describe('rendered()', () => {
  it('has the tag, the length and the bytes of its text in UTF-8, whatever is in it [P14]', () => {
    fc.assert(
      fc.property(text, (some) => {
        const { tag, byteLength, bytes } = renderedOf(some)
        const encoded = new TextEncoder().encode(some)
        expect(bytes()).toEqual(encoded)
        expect(byteLength).toBe(encoded.byteLength)
        expect(tag).toBe(entityTag(new TextDecoder('utf-8', { ignoreBOM: true }).decode(encoded)))
      }),
    )
  })

  it('is sent with the same bytes each time', async () => {
    for (const some of ['ä€😀', 'ä€😀'.repeat(5000)]) {
      const body = renderedOf(some)
      const sent = [body.plain(), body.plain(), body.plain()]
      for (const each of sent) expect(await new Response(each).bytes()).toEqual(body.bytes())
    }
  })
})

describe('a page that is rendered anew', () => {
  it('is what the source has now, with the tag that goes with it, also where it was something else before [P14]', async () => {
    let now = 'a'
    const readPage = async () => ({ items: [`{"id":"${now}"}`] })
    const feed = createFeedHandler({ source: { readPage }, authentication: openToEveryone() })
    const seen: [string, string | null][] = []
    for (now of ['a', 'a', 'b', 'a']) {
      const response = await feed(new Request('http://shop.example/feed'))
      expect(await response.clone().json()).toMatchObject({ orderedItems: [{ id: now }] })
      seen.push([now, response.headers.get('etag')])
    }
    expect(new Set(seen.map(String)).size).toBe(2)
    expect(seen[0]?.[1]).not.toBe(seen[2]?.[1])
  })

  it('has links of its own for each host and scheme [P9]', async () => {
    const source = { readPage: async () => ({ items: ['{"id":"a"}'], nextCursor: '1' }) }
    const feed = createFeedHandler({ source, authentication: openToEveryone() })
    const nextFor = async (headers: Record<string, string>) => {
      const response = await feed(new Request('http://shop.example/feed', { headers }))
      return ((await response.json()) as { next: string }).next
    }
    const https = { 'x-forwarded-proto': 'https' }
    for (const again of [1, 2]) {
      expect([again, await nextFor({})]).toEqual([again, 'http://shop.example/feed?cursor=1'])
      expect([again, await nextFor(https)]).toEqual([again, 'https://shop.example/feed?cursor=1'])
      expect([again, await nextFor({ host: 'a.example' })]).toEqual([again, 'http://a.example/feed?cursor=1'])
    }
  })
})
