import { describe, expect, it } from 'vitest'
import type { Level } from './level.ts'
import { parseEntity } from './parse-entity.ts'

function pathsAt(value: unknown, level: Level): string[] {
  const result = parseEntity(value, { level })
  return result.ok ? [] : result.issues.map(({ path }) => path)
}

const sound: Readonly<Record<string, object>> = {
  'an object with nothing': {},
  'an object without a type': { id: 'https://example.org/1', name: 'Something' },
  'an extension type': { type: 'dit:Interaction', 'dit:score': 5, duration: 'PT2H' },
  'an actor': { type: ['Person', 'dit:Adviser'], name: 'Mair', icon: 'https://example.org/icon.png' },
  'a note in two languages': { type: 'Note', contentMap: { en: 'Hello', 'cy-GB': 'Helo' }, 'x:extra': [] },
  'a link': { type: 'Link', href: 'https://example.org/', hreflang: 'en', rel: 'canonical', width: 0 },
  'a mention': { type: 'Mention', href: 'https://example.org/mair', name: 'Mair' },
  'a place': { type: 'Place', latitude: 51.5, longitude: -0.12, accuracy: 94.5, radius: 15, units: 'miles' },
  'a profile': { type: 'Profile', describes: { type: 'Person', name: 'Huw' } },
  'a relationship': { type: 'Relationship', subject: 'a:1', relationship: 'x:knows', object: ['a:2', { id: 'a:3' }] },
  'a tombstone': { type: 'Tombstone', formerType: ['Image'], deleted: '2026-03-17T00:00:00Z' },
  'an event': { type: 'Event', startTime: '2026-12-31T23:00:00-08:00', endTime: '2027-01-01T06:00:00.5-08:00' },
  'a collection': { type: 'Collection', totalItems: 2, items: [{ type: 'Note' }, 'a:2'], first: 'a:p1', last: 'a:p9' },
  'an empty collection': { type: 'Collection', items: [] },
  'an ordered collection': { type: 'OrderedCollection', orderedItems: ['a:1', { type: 'Link', href: 'a:2' }] },
  'a page': {
    type: 'CollectionPage',
    partOf: 'a:c',
    next: { type: 'Link', href: 'a:p2' },
    prev: { type: 'CollectionPage' },
  },
  'an ordered page': { type: 'OrderedCollectionPage', startIndex: 0, orderedItems: [{ type: 'Note' }] },
  'the long name of a type': { type: 'https://www.w3.org/ns/activitystreams#Note', content: 'x' },
}

/** Document → the path of what is wrong with it, at strict and at lax. */
const faulty: Readonly<Record<string, readonly [object, strict: string[], lax: string[]]>> = {
  'a context that is a number': [{ '@context': 5 }, ['@context'], ['@context']],
  'a context without AS2': [{ '@context': 'https://schema.org' }, ['@context'], []],
  'an id that is a number': [{ type: 'Note', id: 5 }, ['id'], ['id']],
  'a relative id': [{ type: 'Note', id: '/notes/1' }, ['id'], []],
  'a type that is an object': [{ type: {} }, ['type'], ['type']],
  'a map where text belongs': [{ type: 'Note', content: { en: 'x' } }, ['content'], ['content']],
  'text where a map belongs': [{ type: 'Note', nameMap: 'x' }, ['nameMap'], ['nameMap']],
  'a map of lists': [{ type: 'Note', nameMap: { en: ['x'] } }, ['nameMap.en'], ['nameMap.en']],
  'a link with a size below zero': [{ type: 'Link', href: 'a:1', width: -1 }, ['width'], []],
  'a link to nowhere': [{ type: 'Link', href: 5 }, ['href'], ['href']],
  'a link deep within': [{ url: [{ type: 'Link', href: {} }] }, ['url.0.href'], ['url.0.href']],
  'a list within a list': [{ tag: [['a:1']] }, ['tag.0'], ['tag.0']],
  'an empty list': [{ tag: [] }, ['tag'], []],
  'a place at a word': [{ type: 'Place', latitude: 'north' }, ['latitude'], ['latitude']],
  'a deletion at a number': [{ type: 'Tombstone', deleted: 5 }, ['deleted'], ['deleted']],
  'half an item': [{ type: 'Collection', totalItems: 1.5 }, ['totalItems'], []],
  'first that is no page': [{ type: 'Collection', first: { type: 'Create' } }, ['first'], []],
  'ordered items in a Collection': [{ type: 'Collection', orderedItems: [] }, ['orderedItems'], []],
  'plain items in an OrderedCollection': [{ type: 'OrderedCollection', items: ['a:1'] }, ['items'], []],
  'part of a note': [{ type: 'CollectionPage', partOf: { type: 'Note' } }, ['partOf'], []],
  'two subjects': [{ type: 'Relationship', subject: ['a:1', 'a:2'] }, ['subject'], []],
  'a former type of a number': [{ type: 'Tombstone', formerType: 5 }, ['formerType'], ['formerType']],
}

describe('parseEntity()', () => {
  for (const [name, value] of Object.entries(sound)) {
    it(`accepts ${name} at every level`, () => {
      for (const level of ['strict', 'lax', 'minimal'] as const) expect(pathsAt(value, level)).toEqual([])
    })
  }

  for (const [name, [value, strict, lax]] of Object.entries(faulty)) {
    it(`finds ${name} at ${lax.length > 0 ? 'strict and lax' : 'strict'}`, () => {
      expect(pathsAt(value, 'strict')).toEqual(strict)
      expect(pathsAt(value, 'lax')).toEqual(lax)
    })
  }

  it('checks a property only where the vocabulary gives the type that property', () => {
    expect(pathsAt({ type: 'dit:Thing', href: 5, latitude: 'x', actor: 7 }, 'strict')).toEqual([])
  })

  it('accepts dates and times as RFC 3339 has them, with seconds and offset optional', () => {
    const at = (published: string) => pathsAt({ published }, 'strict').length === 0
    for (const date of [
      '2026-01-31T12:00:00Z',
      '2026-01-31T12:00Z',
      '2026-01-31T12:00:00',
      '2024-02-29T23:59:60.123+01:00',
    ]) {
      expect(at(date)).toBe(true)
    }
    for (const date of [
      '2026-01-31',
      '2026-01-31 12:00:00Z',
      '2026-01-31T12:00:00 Z',
      '2025-02-29T00:00:00Z',
      '2026-01-31T25:00:00Z',
      '',
    ]) {
      expect(at(date)).toBe(false)
    }
  })

  it('accepts durations as XML Schema has them', () => {
    const lasts = (duration: string) => pathsAt({ duration }, 'strict').length === 0
    for (const duration of ['PT2H', 'P1Y2M3DT4H5M6.7S', '-P1D', 'PT0S']) expect(lasts(duration)).toBe(true)
    for (const duration of ['P', 'PT', '2H', 'P1H', 'P1DT', 'PT1.5H', 'P-1D']) expect(lasts(duration)).toBe(false)
  })
})
