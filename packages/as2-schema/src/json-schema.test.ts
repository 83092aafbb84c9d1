import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { activity, entity, page } from '../test/arbitraries.ts'
import { coreDocuments } from '../test/corpus/core.ts'
import { faultyDocuments } from '../test/corpus/faults.ts'
import { vocabularyDocuments } from '../test/corpus/vocabulary.ts'
import { type DocumentKind, jsonSchema } from './json-schema.ts'
import type { Level } from './level.ts'
import { parseActivity } from './parse-activity.ts'
import { parseEntity } from './parse-entity.ts'
import { parsePage } from './parse-page.ts'

const levels: readonly Level[] = ['strict', 'lax', 'minimal']
const parsers = { activity: parseActivity, page: parsePage, entity: parseEntity }
const kinds = ['activity', 'page', 'entity'] as const satisfies readonly DocumentKind[]

const validators = new Map<string, ValidateFunction>()
function validates(kind: DocumentKind, level: Level, value: unknown): boolean {
  const key = `${kind} ${level}`
  const validate =
    validators.get(key) ?? new Ajv2020({ strictTypes: false, strictTuples: false }).compile(jsonSchema(kind, { level }))
  validators.set(key, validate)
  return validate(value)
}

/** What JSON Schema cannot say. */
const beyond = new Set(['a day that does not exist', 'a deletion on a wrong day'])

const documents: readonly (readonly [string, unknown])[] = [
  ...Object.entries({ ...coreDocuments, ...vocabularyDocuments }),
  ...Object.entries(faultyDocuments).map(([name, { document }]) => [name, document] as const),
]

describe('jsonSchema()', () => {
  for (const level of levels) {
    it(`agrees at ${level} with parseEntity() on the corpus`, () => {
      for (const [name, value] of documents) {
        if (level === 'strict' && beyond.has(name)) continue
        expect([name, validates('entity', level, value)]).toEqual([name, parseEntity(value, { level }).ok])
      }
    })

    it(`agrees at ${level} with parseActivity() and parsePage() on the corpus`, () => {
      for (const [name, value] of documents) {
        if (level === 'strict' && beyond.has(name)) continue
        const item = typeof value === 'object' && value !== null ? { ...value, id: 'a:1' } : value
        expect([name, validates('activity', level, item)]).toEqual([name, parseActivity(item, { level }).ok])
        for (const type of ['Collection', 'OrderedCollection']) {
          const both = { type, items: [item], next: 'a:2' }
          const whole = { type, orderedItems: [item], next: { type: 'Link', href: 'a:2' } }
          for (const made of [both, whole, item])
            expect([name, validates('page', level, made)]).toEqual([name, parsePage(made, { level }).ok])
        }
      }
    })

    for (const [kind, arbitrary] of [
      ['entity', entity],
      ['activity', activity],
      ['page', page],
    ] as const) {
      it(`agrees at ${level} with the parser on any ${kind}`, () => {
        fc.assert(
          fc.property(arbitrary, (value) => {
            expect(validates(kind, level, value)).toBe(parsers[kind](value, { level }).ok)
          }),
          { numRuns: 300 },
        )
      })
    }

    it(`agrees at ${level} with the parsers on any JSON`, () => {
      fc.assert(
        fc.property(fc.jsonValue(), (value) => {
          for (const kind of kinds) expect(validates(kind, level, value)).toBe(parsers[kind](value, { level }).ok)
        }),
      )
    })
  }

  it('goes by the first known of four types, in any spelling', () => {
    for (const type of [
      ['x:A', 'x:B', 'x:C', 'as:Link'],
      'https://www.w3.org/ns/activitystreams#Link',
      ['Link', 'Note'],
      ['Note', 'Link'],
      'x:Link',
    ]) {
      const value = { type, href: 5 }
      expect(validates('entity', 'lax', value)).toBe(parseEntity(value).ok)
    }
  })

  it('is lax by default, stays within itself and is plain JSON', () => {
    expect(jsonSchema('page')).toEqual(jsonSchema('page', { level: 'lax' }))
    for (const kind of kinds) {
      for (const level of levels) {
        const text = JSON.stringify(jsonSchema(kind, { level }))
        expect(JSON.parse(text)).toEqual(jsonSchema(kind, { level }))
        for (const [, target = ''] of text.matchAll(/"\$ref":"([^"]*)"/g)) expect(target).toMatch(/^#\/\$defs\/[\w-]+$/)
      }
    }
  })
})
