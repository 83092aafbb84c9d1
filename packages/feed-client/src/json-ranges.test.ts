import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findRanges, type PageRanges } from './json-ranges.ts'
import { NestingTooDeepError } from './page-errors.ts'

const limits = { maxNesting: 500, url: 'https://source.example/' }

function find(text: string): PageRanges {
  return findRanges(Buffer.from(text), limits)
}

function texts(page: string, list: 'orderedItems' | 'items' = 'orderedItems'): unknown {
  const bytes = Buffer.from(page)
  return find(page)[list]?.map(({ start, end, object }) => [
    bytes.toString('utf8', start, end),
    object && bytes.toString('utf8', object.start, object.end),
  ])
}

/** JSON text with its nesting, written in ways that JSON.stringify never chooses. */
interface Written {
  text: string
  nesting: number
}

const space = fc.oneof(
  { weight: 3, arbitrary: fc.constant('') },
  fc.string({ unit: fc.constantFrom(' ', '\n', '\r', '\t'), maxLength: 3 }),
)

const writtenChar = fc
  .tuple(
    fc.oneof(fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }), fc.constantFrom('"', '\\', '{', ']', ',')),
    fc.boolean(),
  )
  .map(([char, isEscaped]) => (isEscaped ? escaped(char) : JSON.stringify(char).slice(1, -1)))

function escaped(text: string): string {
  return Array.from({ length: text.length }, (_, at) => `\\u${text.charCodeAt(at).toString(16).padStart(4, '0')}`).join(
    '',
  )
}

const writtenName = fc
  .tuple(
    fc.constantFrom('orderedItems', 'items', 'first', 'object', 'id', '__proto__', 'orderedItem', 'objects'),
    fc.nat(11),
  )
  .map(([name, at]) => `"${name.slice(0, at)}${escaped(name.slice(at, at + 1))}${name.slice(at + 1)}"`)

const writtenString = fc.array(writtenChar, { maxLength: 40 }).map((chars) => `"${chars.join('')}"`)

const { value: anyValue } = fc.letrec<{ value: Written }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc
      .constantFrom('0', '-1.50e+3', '12345678901234567890123', 'true', 'false', 'null')
      .map((text) => ({ text, nesting: 0 })),
    writtenString.map((text) => ({ text, nesting: 0 })),
    fc.array(fc.tuple(space, tie('value'), space), { maxLength: 5 }).map((parts) => written('[', parts, ']')),
    objectOf(tie('value')),
  ),
}))

function objectOf(value: fc.Arbitrary<Written>): fc.Arbitrary<Written> {
  const name = fc.oneof(writtenName, fc.constantFrom('"object"', '"id"'), writtenString)
  const member = fc.tuple(space, fc.tuple(name, space, value), space)
  return fc.array(member, { maxLength: 6 }).map((members) =>
    written(
      '{',
      members.map(([before, [key, gap, { text, nesting }], after]) => [
        before,
        { text: `${key}${gap}:${gap}${text}`, nesting },
        after,
      ]),
      '}',
    ),
  )
}

function written(open: string, parts: readonly [string, Written, string][], close: string): Written {
  return {
    text: `${open}${parts.map(([before, { text }, after]) => before + text + after).join(',')}${close}`,
    nesting: 1 + Math.max(0, ...parts.map(([, { nesting }]) => nesting)),
  }
}

const listMember = fc
  .tuple(
    fc.oneof(writtenName, fc.constantFrom('"orderedItems"', '"items"', '"first"')),
    fc.array(fc.tuple(space, fc.oneof(objectOf(anyValue), anyValue), space), { maxLength: 4 }),
  )
  .map(([key, items]) => {
    const list = written('[', items, ']')
    return { text: `${key}:${list.text}`, nesting: list.nesting }
  })

const page = fc.oneof(
  anyValue,
  fc.array(fc.tuple(space, listMember, space), { maxLength: 4 }).map((members) => written('{', members, '}')),
)

describe('findRanges()', () => {
  it('agrees with JSON.parse on any JSON text', () => {
    fc.assert(
      fc.property(space, page, (before, { text: pageText }) => {
        const bytes = Buffer.from(before + pageText)
        const text = bytes.toString()
        const parsed = JSON.parse(text)
        const ranges = findRanges(bytes, limits)
        const at = (range: { start: number; end: number }) => {
          const found = bytes.toString('utf8', range.start, range.end)
          expect(found).toBe(found.replace(/^[ \n\r\t]+|[ \n\r\t]+$/g, ''))
          return JSON.parse(found)
        }
        const isObject = typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
        for (const list of ['orderedItems', 'items'] as const) {
          const listed = isObject ? parsed[list] : undefined
          const values = typeof listed === 'object' && listed !== null && !Array.isArray(listed) ? [listed] : listed
          expect(ranges[list]?.map(at)).toEqual(Array.isArray(values) ? values : undefined)
          const objects = ranges[list]?.map(({ object }) => object && at(object))
          const expected = Array.isArray(values)
            ? values.map((item) =>
                Array.isArray(item) ? undefined : (item?.object ?? (item?.object === null ? null : undefined)),
              )
            : undefined
          expect(objects).toEqual(expected)
        }
        expect(ranges.first && at(ranges.first)).toEqual(isObject ? parsed.first : undefined)
      }),
      { numRuns: 1000 },
    )
  })

  it('counts nesting as it is written', () => {
    fc.assert(
      fc.property(page, fc.integer({ min: 1, max: 6 }), ({ text, nesting }, maxNesting) => {
        let refused: unknown
        try {
          findRanges(Buffer.from(text), { maxNesting, url: '' })
        } catch (error) {
          refused = error
        }
        expect(refused instanceof NestingTooDeepError).toBe(nesting > maxNesting)
      }),
    )
  })

  it('ends on any bytes, JSON or not', () => {
    const parts = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"',
      '\\',
      ' ',
      '1',
      '"orderedItems"',
      '"object"',
      '{"orderedItems":[',
    )
    fc.assert(
      fc.property(fc.array(parts), (all) => {
        const ranges = find(all.join(''))
        expect(Object.keys(ranges)).toEqual(['orderedItems', 'items', 'first'])
      }),
      { numRuns: 1000 },
    )
  })

  it('finds items and their objects without changing a byte', () => {
    const text =
      '{ "a": {"orderedItems": [9]}, "orderedItems" : [ {"n":1.0, "object" : {"id": 1e400} } , 2,[{"object":1}]\n] , "items":[]}'
    expect(texts(text)).toEqual([
      ['{"n":1.0, "object" : {"id": 1e400} }', '{"id": 1e400}'],
      ['2', undefined],
      ['[{"object":1}]', undefined],
    ])
    expect(texts(text, 'items')).toEqual([])
  })

  it.each([
    ['the last of members with the same name', '{"orderedItems":[1],"orderedItems":[2]}', [['2', undefined]]],
    ['no list once a later member of that name is none', '{"orderedItems":[1],"orderedItems":2}', undefined],
    ['an object as a list of one', '{"orderedItems": {"object":1} }', [['{"object":1}', '1']]],
    ['names with escapes', '{"ordered\\u0049tems":[{"\\u006fbject":1}]}', [['{"\\u006fbject":1}', '1']]],
    ['the last object of an item', '{"orderedItems":[{"object":1,"object":2}]}', [['{"object":1,"object":2}', '2']]],
    ['nothing in an array', '[{"orderedItems":[1]}]', undefined],
  ])('takes %s', (_, text, expected) => {
    expect(texts(text)).toEqual(expected)
  })

  it.each(['"', '\\"', '\\\\', '\\\\\\"', `${'x'.repeat(100)}\\\\`, `${'\\"'.repeat(100)}`])(
    'finds the end of a string that ends in %s',
    (end) => {
      const string = end === '"' ? '""' : `"${end}"`
      expect(texts(`{"orderedItems":[${string},1]}`)).toEqual([
        [string, undefined],
        ['1', undefined],
      ])
    },
  )

  it('refuses a million brackets without parsing or recursing', () => {
    const open = '['.repeat(1_000_000)
    expect(() => find(open)).toThrow('nested more than 500 deep')
    expect(() => find(`{"orderedItems":[{"object":${open}`)).toThrow(NestingTooDeepError)
  })
})
