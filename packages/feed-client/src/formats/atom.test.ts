import { describe, expect, it } from 'vitest'
import {
  DoctypeRefusedError,
  NestingTooDeepError,
  NotAPageError,
  NotUtf8Error,
  NotXmlError,
  TooManyItemsError,
} from '../page-errors.ts'
import type { PageContext } from '../source-format.ts'
import { atomFormat } from './atom.ts'

const url = 'https://shop.example/orders'

function process(body: string | Uint8Array, context: Partial<PageContext> = {}) {
  return atomFormat.processPage(Buffer.from(body as string), { url, ...context })
}

const feed = (inner: string, attributes = '') =>
  `<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xmlns:fh="http://purl.org/syndication/history/1.0"${attributes}>${inner}</feed>`
const entry = (inner: string, updated = '2026-01-02T03:04:05Z') =>
  `<entry><id>urn:order:1</id><updated>${updated}</updated>${inner}</entry>`

function activity(inner: string): unknown {
  const { items, rejected } = process(feed(entry(inner)))
  expect(rejected).toEqual([])
  const [item] = items
  const read = JSON.parse(Buffer.from(item?.bytes ?? []).toString())
  expect(item).toMatchObject({ id: read.id, type: read.type, published: read.published })
  expect(JSON.parse(Buffer.from(item?.object?.bytes ?? []).toString())).toEqual(read.object)
  expect(item?.object?.id).toBe(read.object.id)
  return read
}

const made = { '@context': 'https://www.w3.org/ns/activitystreams', id: 'urn:order:1' }
const updated = '2026-01-02T03:04:05Z'

describe('atomFormat', () => {
  it('makes an activity of an entry that links to its resource', () => {
    const inner = `<published>2026-01-01T00:00:00Z</published><title>Flat white</title>
      <link rel="self" href="/entries/1"/><link href="/orders/1" type="application/json"/>
      <author><name>Ann</name><uri>urn:ann</uri><email>ann@shop.example</email></author>
      <category term="takeaway" scheme="urn:kinds" label="To go"/><category term="hot"/>`
    expect(activity(inner)).toEqual({
      ...made,
      type: 'Update',
      published: '2026-01-01T00:00:00Z',
      updated,
      actor: { type: 'Person', id: 'urn:ann', name: 'Ann' },
      tag: [
        { type: 'Object', name: 'To go' },
        { type: 'Object', name: 'hot' },
      ],
      object: {
        id: 'https://shop.example/orders/1',
        type: 'Document',
        name: 'Flat white',
        mediaType: 'application/json',
        url: 'https://shop.example/orders/1',
      },
    })
  })

  it('takes JSON content for the object, as it was sent', () => {
    const object = '{"id":"order:1",\n"price":1.0,"n":12345678901234567890123,"t":"<\\u00e9>"}'
    const { items } = process(feed(entry(`<content type="application/json"><![CDATA[${object}]]></content>`)))
    expect(items[0]?.object?.id).toBe('order:1')
    const expected = object.replace('\n', ' ')
    expect(Buffer.from(items[0]?.object?.bytes ?? []).toString()).toBe(expected)
    expect(Buffer.from(items[0]?.bytes ?? []).toString()).toBe(
      `{"@context":"https://www.w3.org/ns/activitystreams","id":"urn:order:1","type":"Create","published":"${updated}","updated":"${updated}","object":${expected}}`,
    )
  })

  it.each([
    ['without an id', '{ "a": 1.0 }', '{"id":"https://shop.example/1", "a": 1.0 }'],
    ['that is empty', '{ }', '{"id":"https://shop.example/1" }'],
  ])('gives JSON content %s the id of what the entry links to', (_, json, expected) => {
    const inner = `<link href="/1"/><content type="application/vnd.shop+json; charset=utf-8">${json}</content>`
    const { items } = process(feed(entry(inner)))
    expect(Buffer.from(items[0]?.object?.bytes ?? []).toString()).toBe(expected)
  })

  it.each([
    ['as it is', (json: string) => json.replaceAll('<', '&lt;')],
    ['in base64', (json: string) => Buffer.from(json).toString('base64')],
    ['in base64 on several lines', (json: string) => Buffer.from(json).toString('base64').replace(/.{9}/g, '$&\n ')],
  ])('takes JSON content that is an activity for the activity, written %s', (_, write) => {
    const written = '{"id":"a:1","type":"Create","published":"2020","object":{"id":"o:1", "n":1.0,"t":"<é>"}}'
    const { items } = process(feed(entry(`<content type="application/activity+json">${write(written)}</content>`)))
    expect(items).toMatchObject([{ id: 'a:1', type: 'Create', published: '2020', object: { id: 'o:1' } }])
    expect(Buffer.from(items[0]?.bytes ?? []).toString()).toBe(written)
    expect(Buffer.from(items[0]?.object?.bytes ?? []).toString()).toBe('{"id":"o:1", "n":1.0,"t":"<é>"}')
  })

  it.each([
    ['{"id":"a","type":"Like","object":"https://shop.example/1"}', 'a'],
    ['{"id":"a","type":"Arrive","actor":"https://shop.example/1"}', 'a'],
    ['{"id":"urn:order:1","type":"x"}', 'urn:order:1'],
    ['{"id":"o","type":"Note"}', 'urn:order:1'],
    ['{"type":"Like","object":"o"}', 'urn:order:1'],
  ])('tells an activity from what one is about: %s', (json, id) => {
    expect(process(feed(entry(`<content type="application/json">${json}</content>`))).items[0]?.id).toBe(id)
  })

  it.each([
    ['<content>a &lt; b</content>', 'a < b', 'text/plain'],
    ['<content type="html">&lt;b>é&lt;/b></content>', '<b>é</b>', 'text/html'],
    [
      '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><b>a</b> &amp; b</div></content>',
      '<b>a</b> &amp; b',
      'application/xhtml+xml',
    ],
    ['<content type="application/xml"> <o a="1">&#65;<p/></o> </content>', '<o a="1">&#65;<p/></o>', 'application/xml'],
    ['<content type="image/svg+xml"><svg/></content>', '<svg/>', 'image/svg+xml'],
    ['<content type="text/csv">a,b</content>', 'a,b', 'text/csv'],
    ['<content type="application/json">[1,2.0]</content>', '[1,2.0]', 'application/json'],
    ['<content type="application/json">WzEsMi4wXQ==</content>', '[1,2.0]', 'application/json'],
    ['<content type="image/png">iVBORw0KGgo=</content>', 'iVBORw0KGgo=', 'image/png'],
  ])('keeps other content as a string: %s', (inner, content, mediaType) => {
    const object = { id: 'urn:order:1#object', type: 'Document', content, mediaType }
    expect(activity(inner)).toMatchObject({ type: 'Create', object })
  })

  it('takes the source of content that is elsewhere for the resource', () => {
    const id = 'https://shop.example/1.png'
    expect(activity('<content type="image/png" src="1.png"/>')).toMatchObject({
      object: { id, url: id, mediaType: 'image/png' },
    })
  })

  it('names the type that a category of the vocabulary names', () => {
    const scheme = 'https://www.w3.org/ns/activitystreams'
    expect(activity(`<category scheme="${scheme}" term="Accept"/>`)).toEqual(
      expect.objectContaining({ type: 'Accept', object: expect.anything() }),
    )
  })

  it.each([
    ['its feed', '<author><name>Shop</name></author>', ''],
    ['where it is from', '', '<source><author><name>Shop</name></author></source>'],
  ])('takes an entry without author to be by the author of %s', (_, ofFeed, ofEntry) => {
    const { items } = process(feed(`${ofFeed}${entry(ofEntry)}`))
    expect(JSON.parse(Buffer.from(items[0]?.bytes ?? []).toString()).actor).toEqual({ type: 'Person', name: 'Shop' })
  })

  it('makes a Delete of a deleted entry', () => {
    const { items } = process(
      feed(
        '<at:deleted-entry xmlns:at="http://purl.org/atompub/tombstones/1.0" ref="urn:1" when="2026-01-01T00:00:00Z"/>',
      ),
    )
    expect(JSON.parse(Buffer.from(items[0]?.bytes ?? []).toString())).toEqual({
      ...made,
      id: 'urn:1',
      type: 'Delete',
      published: '2026-01-01T00:00:00Z',
      object: { id: 'urn:1#object', type: 'Tombstone', deleted: '2026-01-01T00:00:00Z' },
    })
  })

  it.each([
    ['the newest first', [3, 2, 1], [1, 2, 3]],
    ['the oldest first', [1, 2, 3], [1, 2, 3]],
    ['in no order', [2, 3, 1], [1, 2, 3]],
  ])('gives entries the oldest first, also where they are listed %s', (_, days, expected) => {
    const entries = days.map((day) => `<entry><id>${day}</id><updated>2026-01-0${day}T00:00:00Z</updated></entry>`)
    expect(process(feed(entries.join(''))).items.map(({ id }) => Number(id))).toEqual(expected)
  })

  it('keeps the order of entries of the same time, whichever way the document goes', () => {
    const entries = (days: number[]) =>
      days.map((day, at) => `<entry><id>${at}</id><updated>2026-01-0${day}T00:00:00Z</updated></entry>`).join('')
    expect(process(feed(entries([1, 1, 2]))).items.map(({ id }) => id)).toEqual(['0', '1', '2'])
    expect(process(feed(entries([2, 1, 1]))).items.map(({ id }) => id)).toEqual(['2', '1', '0'])
    expect(process(feed(entries([1, 1, 1]))).items.map(({ id }) => id)).toEqual(['0', '1', '2'])
  })

  it.each([
    ['', 'it has no "id"'],
    ['<id> </id>', 'it has no "id"'],
    [`<id>${'x'.repeat(513)}</id>`, 'its "id" is longer than 512 bytes'],
    ['<id>b</id><content type="application/json">{"a":</content>', 'its content is said to be JSON, and is not'],
    [
      `<id>b</id><content type="application/json">{"a":${'['.repeat(900)}</content>`,
      'its content is nested too deep, or has too many parts',
    ],
  ])('rejects %s and goes on', (inner, reason) => {
    const { items, rejected } = process(
      feed(`<entry><id>a</id></entry><entry>${inner}</entry><entry><id>c</id></entry>`),
    )
    expect(items.map(({ id }) => id)).toEqual(['a', 'c'])
    expect(rejected).toMatchObject([{ index: 1, reason }])
  })

  describe('links', () => {
    const archive = '<fh:archive/>'
    it.each([
      ['nothing', '', undefined, undefined],
      ['a paged feed', '<link rel="next" href="?p=2"/>', `${url}?p=2`, undefined],
      ['its newest document', '<link rel="prev-archive" href="/a/9"/>', undefined, 'https://shop.example/a/9'],
      [
        'its newest document, paged as well',
        '<link rel="next" href="?p=2"/><link rel="prev-archive" href="/a/9"/>',
        undefined,
        'https://shop.example/a/9',
      ],
      [
        'its newest document, which says that it is',
        `<link rel="current" href="${url}"/><link rel="prev-archive" href="/a/9"/>`,
        undefined,
        'https://shop.example/a/9',
      ],
      [
        'a page that is no archive yet, nor the newest document',
        '<link rel="current" href="/last"/><link rel="next" href="?p=2"/><link rel="prev-archive" href="/a/9"/>',
        `${url}?p=2`,
        undefined,
      ],
      [
        'an archive',
        `${archive}<link rel="prev-archive" href="/a/1"/><link rel="next-archive" href="/a/3"/><link rel="current" href="/"/>`,
        'https://shop.example/a/3',
        'https://shop.example/a/1',
      ],
      ['the newest archive', `${archive}<link rel="current" href="/"/>`, 'https://shop.example/', undefined],
      [
        'a long name',
        '<link rel="http://www.iana.org/assignments/relation/next" href="/2"/>',
        'https://shop.example/2',
        undefined,
      ],
      ['what is no URL', '<link rel="next" href="http://["/>', 'http://[', undefined],
    ])('lead on from %s', (_, links, next, previous) => {
      expect(process(feed(links))).toMatchObject({ next, previous })
    })

    it('are resolved against xml:base, or where the page was found', () => {
      const link = '<link rel="next" href="2"/>'
      expect(process(feed(link, ' xml:base="/x/"'), { base: 'https://other.example/' }).next).toBe(
        'https://other.example/x/2',
      )
      expect(process(feed(link), { base: 'https://shop.example/moved/' }).next).toBe('https://shop.example/moved/2')
    })

    it('of entries are not those of the feed', () => {
      expect(process(feed(entry('<link rel="next" href="/2"/>'))).next).toBe(undefined)
    })
  })

  it('reads prefixes, and leaves out what it does not know', () => {
    const body = `<a:feed xmlns:a="http://www.w3.org/2005/Atom" xmlns:x="urn:x"><x:entry><x:id>no</x:id></x:entry>
      <a:entry><x:id>no</x:id><a:id> urn:1 </a:id><x:y><a:id>no</a:id></x:y><!-- c --><?pi?></a:entry></a:feed>`
    expect(process(body).items.map(({ id }) => id)).toEqual(['urn:1'])
  })

  it.each([
    ['a feed of something else', '<feed><entry/></feed>', NotAPageError],
    ['RSS', '<rss version="2.0"><channel/></rss>', NotAPageError],
    ['an entry alone', '<entry xmlns="http://www.w3.org/2005/Atom"/>', NotAPageError],
    ['a DOCTYPE', `<!DOCTYPE feed>${feed('').slice(40)}`, DoctypeRefusedError],
    ['HTML', '<!doctype html><p>secret', NotXmlError],
    ['JSON', '{"orderedItems":[]}', NotXmlError],
    ['nothing', '', NotXmlError],
    ['white space', ' \n', NotXmlError],
    ['what is cut off', feed(entry('')).slice(0, -9), NotXmlError],
    ['an unknown entity', feed('<title>&secret;</title>'), NotXmlError],
    ['an unknown prefix', feed('<x:secret/>'), NotXmlError],
    ['wrong nesting', feed('<b><i></b></i>'), NotXmlError],
    ['a character XML has not', feed('<title>&#0;</title>'), NotXmlError],
    ['half a surrogate pair', feed('<title>&#xD800;</title>'), NotXmlError],
    ['a NUL byte', feed('<title>\0</title>'), NotXmlError],
    ['two roots', `${feed('')}<feed/>`, NotXmlError],
    ['an attribute twice', feed('<link rel="next" rel="self" href="/"/>'), NotXmlError],
    ['another encoding', '<?xml version="1.0" encoding="ISO-8859-1"?><feed/>', NotUtf8Error],
    ['Latin-1', Buffer.from(feed('<title>é</title>'), 'latin1'), NotUtf8Error],
    ['deep nesting', feed('<a>'.repeat(600)), NestingTooDeepError],
    ['too many entries', feed('<entry/>'.repeat(11)), TooManyItemsError],
    ['too many links', feed('<link href="/"/>'.repeat(201)), TooManyItemsError],
  ])('refuses %s, and says nothing of its content', (_, body, error) => {
    expect(() => process(body, { maxItems: 10 })).toThrow(error)
    expect(() => process(body, { maxItems: 10 })).not.toThrow(/secret/)
  })

  it('reads a byte order mark, and as deep as the limit', () => {
    expect(process(`\ufeff${feed(entry(''))}`).items).toHaveLength(1)
    expect(process(feed('<a><b/></a>'), { maxNesting: 3 }).items).toEqual([])
    expect(() => process(feed('<a><b/></a>'), { maxNesting: 2 })).toThrow(NestingTooDeepError)
  })
})
