import { describe, expect, it } from 'vitest'
import type { Level } from './level.ts'
import { itemsOf, nextOf } from './page.ts'
import { parsePage } from './parse-page.ts'

const levels: readonly Level[] = ['strict', 'lax', 'minimal']
const create = { id: 'a:1:Create', type: 'Create', object: { id: 'a:1', type: 'Document' } }

/** The form of the feeds in the field: a Collection with ordered items and a `next`. */
const fieldPage = {
  '@context': ['https://www.w3.org/ns/activitystreams', { dit: 'https://www.trade.gov.uk/ns/activitystreams/v1' }],
  orderedItems: [create],
  type: 'Collection',
  next: 'https://example.org/feed/2',
}

function issuesAt(value: unknown, level: Level): string[] {
  const result = parsePage(value, { level })
  return result.ok ? [] : result.issues.map(({ path, message }) => `${path}: ${message}`)
}

describe('parsePage()', () => {
  for (const level of ['lax', 'minimal'] as const) {
    it(`accepts at ${level} the pages of the field, with next absent, null or a string`, () => {
      const { next: _, ...last } = fieldPage
      for (const page of [fieldPage, last, { ...last, next: null }, { ...last, orderedItems: [] }]) {
        expect(issuesAt(page, level)).toEqual([])
      }
    })

    it(`accepts at ${level} the list as items`, () => {
      const page = { type: 'CollectionPage', items: [create] }
      expect(issuesAt(page, level)).toEqual([])
      expect(issuesAt({ ...page, orderedItems: null }, level)).toEqual([])
      expect(issuesAt({ items: [{}] }, level)[0]).toMatch(/^items\.0\.id: /)
    })

    it(`refuses at ${level} a next that names no URL`, () => {
      for (const next of [5, [], {}, { href: 5 }, true]) {
        expect(issuesAt({ ...fieldPage, next }, level)[0]).toMatch(/^next: expected null, a URL, or an object/)
      }
      expect(issuesAt({ ...fieldPage, next: { type: 'Link', href: 'https://example.org/2' } }, level)).toEqual([])
    })
  }

  for (const level of levels) {
    it(`takes at ${level} a body without a list for no page`, () => {
      for (const body of [
        { details: 'Not found' },
        { type: 'CollectionPage', orderedItems: null },
        { orderedItems: {} },
      ]) {
        expect(issuesAt(body, level).join()).toContain('expected a list of activities, found ')
      }
      for (const body of [null, 'page', [create]])
        expect(issuesAt(body, level)[0]).toMatch(/^: expected an object, found/)
    })

    it(`gives at ${level} the path of each bad item`, () => {
      const page = { type: 'OrderedCollectionPage', orderedItems: [create, { ...create, id: 5 }, create, 'a:4'] }
      expect(issuesAt(page, level)).toEqual([
        expect.stringMatching(/^orderedItems\.1\.id: expected .*, found a number$/),
        'orderedItems.3: expected an object, found a string',
      ])
    })
  }

  it('accepts at strict the page and collection types of the specification, each with its own list', () => {
    for (const type of ['OrderedCollection', 'OrderedCollectionPage']) {
      expect(issuesAt({ type, orderedItems: [create], next: 'https://example.org/2' }, 'strict')).toEqual([])
      expect(issuesAt({ type, orderedItems: [] }, 'strict')).toEqual([])
      expect(issuesAt({ type, items: [create] }, 'strict')).not.toEqual([])
    }
    for (const type of ['Collection', 'CollectionPage']) {
      expect(issuesAt({ type, items: [create] }, 'strict')).toEqual([])
      expect(issuesAt({ type, orderedItems: [create] }, 'strict')).not.toEqual([])
    }
  })

  it('refuses at strict the form of the field, a missing type and a next without a URL', () => {
    expect(issuesAt(fieldPage, 'strict')).toContain(
      'orderedItems: expected "items" in its place, as its type says, found a list',
    )
    expect(issuesAt({ orderedItems: [create] }, 'strict')).toEqual([
      'type: expected a type name or a list of them, found nothing',
    ])
    expect(issuesAt({ type: 'Note', orderedItems: [create] }, 'strict')).toEqual([
      'type: expected a type of collection or page, found a string',
    ])
    const nowhere = { type: 'OrderedCollectionPage', orderedItems: [], next: { type: 'OrderedCollectionPage' } }
    expect(issuesAt(nowhere, 'strict')[0]).toMatch(/^next: /)
  })
})

describe('itemsOf()', () => {
  it('prefers orderedItems, then items, then nothing', () => {
    expect(itemsOf({ orderedItems: [1], items: [2] })).toEqual([1])
    expect(itemsOf({ orderedItems: null, items: [2] })).toEqual([2])
    expect(itemsOf({})).toEqual([])
  })
})

describe('nextOf()', () => {
  it('finds the URL in a string, a Link or a page', () => {
    expect(nextOf({ next: 'https://example.org/2' })).toBe('https://example.org/2')
    expect(nextOf({ next: { type: 'Link', href: 'https://example.org/2' } })).toBe('https://example.org/2')
    expect(nextOf({ next: { type: 'CollectionPage', id: 'https://example.org/2' } })).toBe('https://example.org/2')
  })

  it('finds none on the last page', () => {
    for (const page of [{}, { next: null }, { next: '' }, { next: {} }]) expect(nextOf(page)).toBeUndefined()
  })
})
