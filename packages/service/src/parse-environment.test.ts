import * as v from 'valibot'
import { expect, test } from 'vitest'
import { ConfigurationError, readAll } from './configuration-error.ts'
import { parseEnvironment } from './parse-environment.ts'

const schema = v.object({
  PORT: v.pipe(v.string(), v.regex(/^\d+$/)),
  FEEDS: v.array(
    v.variant('TYPE', [
      v.object({ TYPE: v.literal('a'), SEED: v.pipe(v.string(), v.url()) }),
      v.object({ TYPE: v.literal('b'), SECRET: v.pipe(v.string(), v.minLength(8)) }),
    ]),
  ),
})

function faultsOf(env: Record<string, string>): readonly string[] {
  try {
    parseEnvironment(schema, env)
    return []
  } catch (error) {
    return (error as ConfigurationError).faults
  }
}

test('parseEnvironment() reads what is right', () => {
  const env = { PORT: '80', FEEDS__4__TYPE: 'a', FEEDS__4__SEED: 'http://x/' }
  expect(parseEnvironment(schema, env)).toEqual({ PORT: '80', FEEDS: [{ TYPE: 'a', SEED: 'http://x/' }] })
})

test('parseEnvironment() names every fault at once, by the name of its variable', () => {
  const faults = faultsOf({
    FEEDS__4__TYPE: 'a',
    FEEDS__7__TYPE: 'b',
    FEEDS__7__SECRET: 'hunter2',
    FEEDS__9__TYPE: 'zzz',
  })
  expect(faults).toHaveLength(4)
  expect(faults).toContain('PORT is missing')
  expect(faults).toContain('FEEDS__4__SEED is missing')
  expect(faults.find((fault) => fault.startsWith('FEEDS__7__SECRET: '))).toBeDefined()
  expect(faults.find((fault) => fault.startsWith('FEEDS__9__TYPE: '))).toBeDefined()
})

test('parseEnvironment() repeats no value, as any may be a secret', () => {
  const faults = faultsOf({
    PORT: 's3cret-port',
    FEEDS__7__TYPE: 's3cret-type',
    FEEDS__8__TYPE: 'b',
    FEEDS__8__SECRET: 's3cret',
  })
  expect(faults).toHaveLength(3)
  expect(faults.join()).not.toContain('s3cret')
})

test.each([
  's3cret',
  'https://s3cret',
  'https://@host/1',
  'ftp://key@host/1',
  'https://key@host/',
  'https://key@host/name',
])('parseEnvironment() names SENTRY_DSN=%s among the faults', (dsn) => {
  const faults = faultsOf({ FEEDS__1__TYPE: 'a', FEEDS__1__SEED: 'http://x/', SENTRY_DSN: dsn })
  expect(faults).toEqual(['PORT is missing', expect.stringMatching(/^SENTRY_DSN: expected/)])
  expect(faults.join()).not.toContain('s3cret')
})

test.each(['', 'https://key@sentry.example/7', 'http://key:old@127.0.0.1:9/path/7'])(
  'parseEnvironment() takes SENTRY_DSN=%s',
  (dsn) => {
    expect(faultsOf({ PORT: '1', FEEDS__1__TYPE: 'a', FEEDS__1__SEED: 'http://x/', SENTRY_DSN: dsn })).toEqual([])
  },
)

test('parseEnvironment() gives a hint for what is missing', () => {
  expect(() => parseEnvironment(schema, { PORT: '1' }, { FEEDS: 'set FEEDS__1__TYPE, …' })).toThrow(
    'FEEDS is missing; set FEEDS__1__TYPE, …',
  )
})

test('readAll() joins the faults of all readers', () => {
  const failing = (fault: string) => () => {
    throw new ConfigurationError([fault])
  }
  expect(() => readAll({ one: failing('A is missing'), two: () => 2, three: failing('B is missing') })).toThrow(
    /2 faults:\n {2}A is missing\n {2}B is missing/,
  )
  expect(readAll({ one: () => 1, two: () => 'x' })).toEqual({ one: 1, two: 'x' })
})
