import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { activity, entity, page } from '../test/arbitraries.ts'
import { parseActivity } from './parse-activity.ts'
import { parseEntity } from './parse-entity.ts'
import { parsePage } from './parse-page.ts'

const cases = [
  ['parseActivity', parseActivity, activity],
  ['parseEntity', parseEntity, entity],
  ['parsePage', parsePage, page],
] as const

describe('levels', () => {
  for (const [name, parse, values] of cases) {
    it(`${name}() accepts at lax what it accepts at strict, and at minimal what at lax`, () => {
      fc.assert(
        fc.property(values, (value) => {
          const [strict, lax, minimal] = (['strict', 'lax', 'minimal'] as const).map(
            (level) => parse(value, { level }).ok,
          )
          expect(!strict || lax).toBe(true)
          expect(!lax || minimal).toBe(true)
        }),
        { numRuns: 500 },
      )
    })

    it(`${name}() never throws, whatever JSON it is given`, () => {
      fc.assert(
        fc.property(fc.jsonValue(), (value) => {
          for (const level of ['strict', 'lax', 'minimal'] as const)
            expect(typeof parse(value, { level }).ok).toBe('boolean')
        }),
      )
    })
  }
})
