import { describe, expect, it } from 'vitest'
import { NestingTooDeepError, NotAPageError, NotJsonError, NotUtf8Error, TooManyItemsError } from '../page-errors.ts'
import { as2Format } from './as2.ts'

const url = 'https://source.example/feed'

function process(body: string | Uint8Array) {
  return as2Format.processPage(Buffer.from(body as string), { url })
}

function itemTexts(body: string | Uint8Array) {
  return process(body).items.map(({ bytes }) => Buffer.from(bytes).toString())
}

describe('as2Format', () => {
  it('gives id, type, published, object and bytes of each activity, and the next link', () => {
    const body =
      '{"orderedItems":[{"id":"a:1","type":["Create","x"],"published":"2024","object":{"id":"o:1", "n":1.0}},{"id":"a:2"}],"next":"/2"}'
    const { items, rejected, next } = process(body)
    expect(next).toBe('/2')
    expect(rejected).toEqual([])
    const shown = items.map(({ bytes, object, ...rest }) => ({
      ...rest,
      text: Buffer.from(bytes).toString(),
      object: object && { ...object, bytes: Buffer.from(object.bytes).toString() },
    }))
    expect(shown).toEqual([
      {
        id: 'a:1',
        type: ['Create', 'x'],
        published: '2024',
        text: '{"id":"a:1","type":["Create","x"],"published":"2024","object":{"id":"o:1", "n":1.0}}',
        object: { id: 'o:1', bytes: '{"id":"o:1", "n":1.0}' },
      },
      { id: 'a:2', type: undefined, published: undefined, text: '{"id":"a:2"}', object: undefined },
    ])
  })

  it.each([
    '12345678901234567890123',
    '9007199254740993',
    '1e400',
    '1.0',
    '"\\u00e9\\/é"',
    '{"__proto__":{"a":1}}',
    '{"a":1,"a":2}',
  ])('keeps %s as it was written', (value) => {
    const item = `{"id":"a","v": ${value} }`
    expect(itemTexts(`{"orderedItems":[ ${item} ]}`)).toEqual([item])
  })

  it('turns line breaks between tokens into spaces, and nothing else', () => {
    const body =
      '\n{\r\n"orderedItems": [\n{"id":"a",\r\n\t"text":"one\\ntwo",\n"object":{\n"id":"o"}}\n,\n{"id":"b"}]\n}\n'
    const { items } = process(body)
    expect(items.map(({ bytes }) => Buffer.from(bytes).toString())).toEqual([
      '{"id":"a",  \t"text":"one\\ntwo", "object":{ "id":"o"}}',
      '{"id":"b"}',
    ])
    expect(Buffer.from(items[0]?.object?.bytes ?? []).toString()).toBe('{ "id":"o"}')
  })

  it('leaves the body as it was', () => {
    const body = Buffer.from('{"orderedItems":[{"id":\n"a"}]}')
    const before = Buffer.from(body)
    process(body)
    expect(body).toEqual(before)
  })

  it('reads a body with a byte order mark', () => {
    expect(itemTexts('\ufeff{"orderedItems":[{"id":"é"}]}')).toEqual(['{"id":"é"}'])
  })

  it.each([
    ['1', 'it is a number, not an object'],
    ['null', 'it is null, not an object'],
    ['[{"id":"a"}]', 'it is an array, not an object'],
    ['{}', 'it has no "id"'],
    ['{"id":5}', 'its "id" is not a string'],
    ['{"id":""}', 'its "id" is empty'],
    [`{"id":"${'é'.repeat(257)}"}`, 'its "id" is longer than 512 bytes'],
    ['{"id":"\\ud800"}', 'its "id" contains half a surrogate pair'],
    ['{"__proto__":{"id":"a"}}', 'it has no "id"'],
  ])('rejects %s and goes on', (record, reason) => {
    const { items, rejected } = process(`{"orderedItems":[{"id":"a"},${record},{"id":"c"}]}`)
    expect(items.map(({ id }) => id)).toEqual(['a', 'c'])
    expect(rejected).toMatchObject([{ index: 1, reason }])
  })

  it('names a rejected record where it can', () => {
    expect(process(`{"orderedItems":[{"id":"${'x'.repeat(600)}"}]}`).rejected[0]?.id).toBe('x'.repeat(512))
  })

  it('accepts an id of 512 bytes', () => {
    expect(process(`{"orderedItems":[{"id":"${'é'.repeat(256)}"}]}`).items).toHaveLength(1)
  })

  it.each(['"o:1"', '[{"id":"o:1"}]', '{}', '{"id":5}', '{"id":""}', 'null', `{"id":"${'x'.repeat(513)}"}`])(
    'gives no object where it is %s',
    (object) => {
      expect(process(`{"orderedItems":[{"id":"a","object":${object}}]}`).items[0]).toMatchObject({
        id: 'a',
        object: undefined,
      })
    },
  )

  it.each([
    ['nothing', '', undefined],
    ['null', ',"next":null', undefined],
    ['an empty string', ',"next":""', undefined],
    ['a URL', ',"next":"https://source.example/2"', 'https://source.example/2'],
    ['a Link', ',"next":{"type":"Link","href":"/2"}', '/2'],
    ['a page by its id', ',"next":{"type":"CollectionPage","id":"/2"}', '/2'],
  ])('reads a next link that is %s', (_, member, next) => {
    expect(process(`{"orderedItems":[]${member}}`).next).toBe(next)
  })

  it.each(['5', 'true', '[]', '["/2"]', '{}', '{"href":""}'])(
    'refuses a next link that is %s rather than end',
    (next) => {
      expect(() => process(`{"orderedItems":[],"next":${next}}`)).toThrow(NotAPageError)
    },
  )

  it('reads "items" where there are no "orderedItems"', () => {
    expect(itemTexts('{"items":[{"id":"a"}]}')).toEqual(['{"id":"a"}'])
    expect(itemTexts('{"items":[{"id":"a"}],"orderedItems":[{"id":"b"}]}')).toEqual(['{"id":"b"}'])
  })

  it('follows the first page of a collection', () => {
    expect(process('{"type":"OrderedCollection","totalItems":9,"first":"/1"}')).toEqual({
      items: [],
      rejected: [],
      next: '/1',
    })
    expect(process('{"type":"Collection","first":{"type":"Link","href":"/1"}}').next).toBe('/1')
  })

  it('reads an embedded first page', () => {
    const first = '{"type":"OrderedCollectionPage", "orderedItems":[ {"id":"a",\n"object":{"id":"o"}}],"next":"/2"}'
    const { items, next } = process(`{"type":"OrderedCollection","first": ${first} }`)
    expect(next).toBe('/2')
    expect(Buffer.from(items[0]?.bytes ?? []).toString()).toBe('{"id":"a", "object":{"id":"o"}}')
    expect(Buffer.from(items[0]?.object?.bytes ?? []).toString()).toBe('{"id":"o"}')
  })

  it.each(['"orderedItems"', '"items"'])('reads a single activity without brackets in %s', (list) => {
    const body = `{${list}: {"id":"a",\n"object":{"id":"o", "n":1.0}} ,"next":"/2"}`
    expect(itemTexts(body)).toEqual(['{"id":"a", "object":{"id":"o", "n":1.0}}'])
    expect(process(body).next).toBe('/2')
    expect(Buffer.from(process(body).items[0]?.object?.bytes ?? []).toString()).toBe('{"id":"o", "n":1.0}')
    expect(process(`{${list}:{"type":"Create"}}`).rejected).toMatchObject([{ reason: 'it has no "id"' }])
  })

  it.each(['"https://source.example/a"', '{"type":"Link","href":"https://source.example/a"}'])(
    'rejects an activity that is only linked: %s',
    (record) => {
      const [rejected] = process(`{"orderedItems":[${record}]}`).rejected
      expect(rejected).toMatchObject({
        index: 0,
        id: undefined,
        reason: 'it is a link, and links to activities are not followed',
      })
      expect(Buffer.from(rejected?.bytes ?? '').toString()).toBe(record)
    },
  )

  it('follows the first page of a collection whose own list is empty', () => {
    expect(process('{"type":["x","OrderedCollection"],"orderedItems":[],"first":"/1"}').next).toBe('/1')
    expect(process('{"type":"OrderedCollection","orderedItems":[],"next":"/2","first":"/1"}').next).toBe('/2')
    expect(process('{"type":"OrderedCollection","orderedItems":[]}')).toMatchObject({ items: [], next: undefined })
    expect(process('{"type":"OrderedCollection","orderedItems":[{"id":"a"}],"first":"/1"}').next).toBe(undefined)
  })

  it('follows an embedded first page without items by its id, and an embedded next page', () => {
    expect(process('{"type":"Collection","first":{"type":"CollectionPage","id":"/1"}}').next).toBe('/1')
    const body = '{"first":{"orderedItems":[],"next":{"id":"/2","orderedItems":[{"id":"a"}]}}}'
    expect(process(body)).toMatchObject({ items: [], next: '/2' })
  })

  it('bounds how many records a page has, and how many parts', () => {
    const page = (list: string) => () => as2Format.processPage(Buffer.from(list), { url, maxItems: 2 })
    expect(page('{"orderedItems":[{"id":"a"},{"id":"b"}]}')().items).toHaveLength(2)
    expect(page('{"orderedItems":[1,2,3]}')).toThrow(TooManyItemsError)
    expect(page(`{"orderedItems":[],"x":[${'[],'.repeat(120)}[]]}`)).toThrow(TooManyItemsError)
  })

  it('does not go back to the first page from an empty last one', () => {
    expect(process('{"type":"OrderedCollectionPage","orderedItems":[],"first":"/1"}').next).toBe(undefined)
  })

  it('reads an empty collection', () => {
    expect(process('{"type":"OrderedCollection","totalItems":0}')).toEqual({ items: [], rejected: [], next: undefined })
  })

  it.each([
    ['[]', 'found an array'],
    ['null', 'found null'],
    ['"x"', 'found a string'],
    ['{}', 'found an empty object'],
    ['{"detail":"secret","b":1}', 'found an object with "detail", "b"'],
    ['{"orderedItems":{"a":1}}', 'found "orderedItems" that is an object with "a"'],
    ['{"orderedItems":null}', 'found "orderedItems" that is null'],
    ['{"__proto__":{"orderedItems":[]}}', 'found an object with "__proto__"'],
    ['{"type":"OrderedCollection"}', 'found an object with "type"'],
    ['{"first":{"first":{"orderedItems":[]}}}', 'found an object with "first"'],
  ])('names the page and what was found instead of one: %s', (body, found) => {
    expect(() => process(body)).toThrow(NotAPageError)
    expect(() => process(body)).toThrow(`Cannot read page "${url}"`)
    expect(() => process(body)).toThrow(found)
  })

  it.each([
    ['', 'an empty body'],
    ['  \n', 'white space'],
    ['<!DOCTYPE html><p>secret', 'HTML'],
    ['<feed/>', 'markup (HTML or XML)'],
    ['{"orderedItems":[{"id":"secret"}', 'begin like JSON'],
    ['{"orderedItems":[{"id":"a\nb"}]}', 'begin like JSON'],
    ['{"orderedItems":[]} {}', 'begin like JSON'],
    ['Service unavailable', 'something else'],
  ])('says what came instead of JSON, and nothing of its content: %j', (body, found) => {
    expect(() => process(body)).toThrow(NotJsonError)
    expect(() => process(body)).toThrow(found)
    expect(() => process(body)).not.toThrow(/secret/)
  })

  it.each([
    ['Latin-1', Buffer.from('{"orderedItems":[{"id":"é"}]}', 'latin1')],
    ['UTF-16', Buffer.from('\ufeff{"orderedItems":[]}', 'utf16le')],
    ['half a surrogate pair', Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22])],
  ])('refuses %s', (_, body) => {
    expect(() => process(body)).toThrow(NotUtf8Error)
  })

  it('bounds nesting, by default at 500', () => {
    const nested = (depth: number) => `{"orderedItems":[{"id":"a","x":${'['.repeat(depth)}${']'.repeat(depth)}}]}`
    expect(process(nested(497)).items).toHaveLength(1)
    expect(() => process(nested(498))).toThrow(NestingTooDeepError)
    expect(() => as2Format.processPage(Buffer.from(nested(2)), { url, maxNesting: 4 })).toThrow(NestingTooDeepError)
  })
})
