import { describe, expect, it } from 'vitest'
import { familyOf } from './family.ts'
import {
  activityTypes,
  actorTypes,
  collectionTypes,
  isActivityType,
  isKnownType,
  linkTypes,
  objectTypes,
  typesOf,
} from './type-names.ts'

describe('typesOf()', () => {
  it('reads one name, a list and nothing', () => {
    expect(typesOf({ type: 'Note' })).toEqual(['Note'])
    expect(typesOf({ type: ['Organization', 5, 'dit:company'] })).toEqual(['Organization', 'dit:company'])
    expect(typesOf({})).toEqual([])
  })

  it('shortens the long spellings of the vocabulary', () => {
    expect(typesOf({ type: ['as:Note', 'https://www.w3.org/ns/activitystreams#Create'] })).toEqual(['Note', 'Create'])
  })
})

describe('familyOf()', () => {
  it('has a family for every type of the vocabulary', () => {
    const all = [...activityTypes, ...actorTypes, ...collectionTypes, ...linkTypes, ...objectTypes]
    expect(new Set(all).size).toBe(all.length)
    for (const type of all) {
      expect(isKnownType(type)).toBe(true)
      expect(familyOf({ type })).toBeDefined()
    }
  })

  it('goes by the first type that the vocabulary knows', () => {
    expect(familyOf({ type: ['dit:Event', 'Place', 'Note'] })).toBe('place')
    expect(familyOf({ type: ['dit:Event'] })).toBeUndefined()
    expect(familyOf({ type: 'toString' })).toBeUndefined()
  })
})

describe('isActivityType()', () => {
  it('knows activities from objects and extensions', () => {
    expect(isActivityType('TentativeAccept')).toBe(true)
    expect(isActivityType('Note')).toBe(false)
    expect(isActivityType('dit:Create')).toBe(false)
  })
})
