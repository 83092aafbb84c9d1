import { describe, expect, it } from 'vitest'
import { NotAPageError } from '../page-errors.ts'
import { iiifFormat } from './iiif.ts'

const url = 'https://library.example/changes'

function process(page: unknown) {
  return iiifFormat.processPage(Buffer.from(JSON.stringify(page)), { url })
}

const link = (name: string) => ({ id: `${url}/${name}`, type: 'OrderedCollectionPage' })
const manifest = { id: 'https://library.example/1/manifest', type: 'Manifest' }

describe('iiifFormat', () => {
  it('leads from the collection to its last page, to be walked back from there', () => {
    const page = { type: 'OrderedCollection', totalItems: 9, first: link('0'), last: link('9') }
    expect(process(page)).toEqual({ items: [], rejected: [], next: undefined, previous: `${url}/9` })
  })

  it('goes forward where there is only a first page', () => {
    expect(process({ type: 'OrderedCollection', first: link('0') })).toMatchObject({ next: `${url}/0` })
  })

  it('gives activities, published when they ended', () => {
    const activity = { id: 'urn:a', type: 'Update', endTime: '2026-01-01T00:00:00Z', object: manifest }
    const page = { type: 'OrderedCollectionPage', prev: link('1'), next: link('3'), orderedItems: [activity] }
    expect(process(page)).toMatchObject({
      items: [{ id: 'urn:a', type: 'Update', published: '2026-01-01T00:00:00Z', object: { id: manifest.id } }],
      next: `${url}/3`,
      previous: `${url}/1`,
    })
  })

  it('gives an activity without id one, and leaves the rest as it was sent', () => {
    const body = `{"orderedItems":[{ "type":"Delete","endTime":"2026","object":{"id":"o:1", "n":1.0}},{"type":"Update","object":{"id":"o:2"}},{"type":"Refresh","endTime":"2025"}]}`
    const { items } = iiifFormat.processPage(Buffer.from(body), { url })
    expect(items.map(({ bytes }) => Buffer.from(bytes).toString())).toEqual([
      '{"id":"o:1#Delete-2026", "type":"Delete","endTime":"2026","object":{"id":"o:1", "n":1.0}}',
      '{"id":"o:2#Update","type":"Update","object":{"id":"o:2"}}',
      '{"id":"#Refresh-2025","type":"Refresh","endTime":"2025"}',
    ])
    expect(items.map(({ id, published }) => [id, published])).toEqual([
      ['o:1#Delete-2026', '2026'],
      ['o:2#Update', undefined],
      ['#Refresh-2025', '2025'],
    ])
  })

  it('does not walk back behind a Refresh, which is given like any other activity', () => {
    const page = { prev: link('1'), orderedItems: [{ type: 'Refresh' }, { type: 'Update', object: manifest }] }
    expect(process(page)).toMatchObject({ items: [{ type: 'Refresh' }, { type: 'Update' }], previous: undefined })
  })

  it('ends at the first page, also where it names the last one', () => {
    const page = { type: 'OrderedCollectionPage', last: link('9'), orderedItems: [] }
    expect(process(page).previous).toBe(undefined)
    expect(process({ ...page, type: 'OrderedCollection' }).previous).toBe(`${url}/9`)
  })

  it('rejects what has neither id nor type', () => {
    expect(process({ orderedItems: [{ object: manifest }, 'https://library.example/a'] }).rejected).toMatchObject([
      { reason: 'it has no "id"' },
      { reason: 'it is a link, and links to activities are not followed' },
    ])
  })

  it('reads an empty collection', () => {
    expect(process({ type: 'OrderedCollection', totalItems: 0 })).toMatchObject({ items: [], next: undefined })
  })

  it.each([[[]], [{}], [{ type: 'OrderedCollection' }], [{ last: 5 }], [{ orderedItems: [], prev: [] }]])(
    'refuses %j',
    (page) => {
      expect(() => process(page)).toThrow(NotAPageError)
    },
  )
})
