import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ByteRange, findRanges, type PageRanges } from './json-ranges.ts'
import { NestingTooDeepError, NotJsonError } from './page-errors.ts'

const limits = { maxNesting: 500, url: 'https://source.example/' }

function find(text: string): PageRanges {
  return findRanges(Buffer.from(text), limits)
}

function texts(page: string, list: 'orderedItems' | 'items' = 'orderedItems'): unknown {
  const bytes = Buffer.from(page)
  return find(page)[list]?.items.map(({ start, end, object }) => [
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
          expect(ranges[list]?.items.map(at)).toEqual(Array.isArray(values) ? values : undefined)
          const objects = ranges[list]?.items.map(({ object }) => object && at(object))
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

  it('finds id, type, published, object and its id where JSON.parse does', () => {
    fc.assert(
      fc.property(fc.array(objectOf(anyValue), { maxLength: 4 }), (items) => {
        const bytes = Buffer.from(`{"items":[${items.map(({ text }) => text).join(' , ')}]}`)
        const { items: values } = JSON.parse(bytes.toString())
        const at = (range?: ByteRange) => range && JSON.parse(bytes.toString('utf8', range.start, range.end))
        const found = findRanges(bytes, limits).items?.items.map(({ id, type, published, object, objectId }) =>
          [id, type, published, object, objectId].map(at),
        )
        const isObject = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value)
        expect(found).toEqual(
          values.map(({ id, type, published, object }: { [name: string]: { id?: unknown } | undefined }) => [
            id,
            type,
            published,
            object,
            isObject(object) ? object?.id : undefined,
          ]),
        )
      }),
      { numRuns: 1000 },
    )
  })

  const tokens =
    '{ } [ ] , : " \\ 0 1 - . e E + t true false null " " "a" "id": "orderedItems" "object" {"orderedItems":['
  const parts = fc.constantFrom(
    ...tokens.split(' '),
    ' ',
    '\n',
    '\t',
    '\u0000',
    '\u001f',
    '\u007f',
    '\\n',
    '\\u00e9',
    '\\u00g9',
    'é',
    '\u2028',
    '\ufeff',
  )

  it('takes what JSON.parse takes, and nothing else', () => {
    const damaged = fc
      .tuple(page, fc.nat(), fc.nat(3), fc.string({ maxLength: 2, unit: parts }))
      .map(([{ text }, at, cut, put]) => {
        const place = at % (text.length + 1)
        return text.slice(0, place) + put + text.slice(place + cut)
      })
    const isJson = (read: () => unknown) => {
      try {
        read()
        return true
      } catch (error) {
        if (!(error instanceof SyntaxError || error instanceof NotJsonError)) throw error
        return false
      }
    }
    fc.assert(
      fc.property(
        fc.oneof(
          damaged,
          fc.array(parts).map((all) => all.join('')),
        ),
        (text) => {
          const bytes = Buffer.from(text)
          expect(isJson(() => findRanges(bytes, limits))).toBe(isJson(() => JSON.parse(bytes.toString())))
        },
      ),
      { numRuns: 5000 },
    )
  })

  it.each([0, 1, 2, 3])(
    'finds control characters in short and long texts that begin %i bytes into their memory',
    (offset) => {
      for (let length = 0; length < 12; length += 1) {
        for (let at = 0; at < length; at += 1) {
          const bytes = Buffer.from(new ArrayBuffer(offset + length + 2), offset).fill('x')
          bytes[0] = bytes[length + 1] = 0x22
          expect(findRanges(bytes, limits)).toEqual({})
          bytes[1 + at] = 0x1f
          expect(() => findRanges(bytes, limits)).toThrow(NotJsonError)
        }
      }
      const tiny = Buffer.from(new ArrayBuffer(offset + 2), offset).fill('{}')
      expect(findRanges(tiny, limits)).toEqual({})
    },
  )

  it.each([
    '-0',
    '1E+5',
    '0.10e-0',
    '"\\ud800"',
    '"\\"\\\\\\/\\b\\f\\n\\r\\t"',
    ' \t\r\n{ } \n',
    '{"":{"":[]}}',
    '"\u007f\u2028"',
  ])('takes %j', (text) => {
    expect(find(text)).toEqual({})
  })

  it.each([
    '',
    ' ',
    '01',
    '1.',
    '.5',
    '+1',
    '-',
    '1e',
    '1e+',
    '0x1',
    'tru',
    'truer',
    'nul',
    'NaN',
    "'a'",
    '"a',
    '"a\nb"',
    '"\u0000"',
    '"\\x41"',
    '"\\u12g4"',
    '"\\u12',
    '"\\',
    '[1,]',
    '[,1]',
    '[1 2]',
    '[1',
    '[}',
    '{"a"}',
    '{"a":}',
    '{"a":1,}',
    '{"a":1 "b":2}',
    '{a:1}',
    '{"a":1',
    '{]',
    '1 2',
    '{}{}',
    '{}\u00a0',
    '\ufeff{}',
    '{"items":[{}',
    '{"items":[{"object":{}',
    '{"items":[{"object":{}}',
    '{"items":[{"id":1]}',
    '{"items":[1}',
  ])('refuses %j', (text) => {
    expect(() => JSON.parse(text)).toThrow(SyntaxError)
    expect(() => find(text)).toThrow(NotJsonError)
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
