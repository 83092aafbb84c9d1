import { describe, expect, it } from 'vitest'
import { chooseRepresentation } from './representation.ts'

const headers: Readonly<Record<string, string>> = {
  '*/*': 'collection',
  '': 'collection',
  'application/json': 'collection',
  'application/*': 'collection',
  'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8': 'collection',
  'image/png': 'collection',
  'application/activity+json': 'as2',
  'application/ld+json; profile="https://www.w3.org/ns/activitystreams"': 'as2',
  'application/activity+json, application/ld+json;q=0.9, application/json;q=0.9, */*;q=0.5': 'as2',
  'application/activity+json, application/json': 'collection',
  'application/activity+json;q=0.5, application/json': 'collection',
  'application/activity+json;q=0, */*': 'collection',
  'Application/Atom+XML': 'atom',
  'application/atom+xml, application/xml;q=0.9, text/xml;q=0.8, */*;q=0.5': 'atom',
  'application/atom+xml;q=0.1': 'atom',
}

describe('chooseRepresentation()', () => {
  for (const [header, representation] of Object.entries(headers)) {
    it(`chooses ${representation} for "${header}" [P22]`, () => {
      expect(chooseRepresentation(header)).toBe(representation)
    })
  }

  it('chooses the plain collection without the header [P22]', () => {
    expect(chooseRepresentation(null)).toBe('collection')
  })
})
