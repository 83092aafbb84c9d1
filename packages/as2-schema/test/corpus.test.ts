import { describe, expect, it } from 'vitest'
import { activityTypes, actorTypes, collectionTypes, linkTypes, objectTypes } from '../src/index.ts'
import { parseEntity } from '../src/parse-entity.ts'
import * as tables from '../src/properties.ts'
import { coreDocuments } from './corpus/core.ts'
import { faultyDocuments } from './corpus/faults.ts'
import { vocabularyDocuments } from './corpus/vocabulary.ts'

const levels = ['strict', 'lax', 'minimal'] as const
const sound = { ...coreDocuments, ...vocabularyDocuments }

describe('the corpus', () => {
  for (const [name, document] of Object.entries(sound)) {
    it(`parseEntity() accepts at every level: ${name}`, () => {
      for (const level of levels) expect(parseEntity(document, { level })).toEqual({ ok: true, value: document })
    })
  }

  for (const [name, { document, path, lax }] of Object.entries(faultyDocuments)) {
    it(`parseEntity() refuses at strict${lax ? '' : ' and lax'}: ${name}`, () => {
      const strict = parseEntity(document, { level: 'strict' })
      expect(strict.ok || strict.issues.map((issue) => issue.path)).toEqual([path])
      expect(strict.ok || strict.issues[0]?.message).toMatch(/^expected .+, found .+$/)
      expect(parseEntity(document, { level: 'lax' }).ok).toBe(lax)
    })
  }

  it('has a sound document of every type and with every property of the vocabulary', () => {
    const text = JSON.stringify(sound)
    const types = [activityTypes, actorTypes, collectionTypes, linkTypes, objectTypes].flat()
    const missing = types.filter((type) => type !== 'IntransitiveActivity' && !text.includes(`"${type}"`))
    const properties = Object.values(tables).flatMap((table) => Object.keys(table))
    expect([...missing, ...properties.filter((property) => !text.includes(`"${property}":`))]).toEqual([])
  })
})
