import { ConfigurationError } from '@as/service'
import { expect, test } from 'vitest'
import { readConfig } from './config.ts'

const pair = 'INCOMING_ACCESS_KEY_PAIRS__1'
const required = {
  PORT: '8080',
  [`${pair}__KEY_ID`]: 'id',
  [`${pair}__SECRET_KEY`]: 'secret',
  INCOMING_IP_WHITELIST__1: '10.0.0.0/8',
  VCAP_SERVICES: JSON.stringify({
    redis: [{ credentials: { uri: 'redis://127.0.0.1:6379' } }],
    opensearch: [{ credentials: { uri: 'http://user:pass@127.0.0.1:9200' } }],
  }),
}

function faultsOf(env: Record<string, string>): readonly string[] {
  try {
    readConfig(env)
    return []
  } catch (error) {
    return (error as ConfigurationError).faults
  }
}

function permissionsOf(env: Record<string, string>) {
  const named = Object.entries(env).map(([name, value]) => [`${pair}__PERMISSIONS__${name}`, value])
  return readConfig({ ...required, ...Object.fromEntries(named) }).keys[0]?.permissions
}

test('readConfig() takes the environment of the old system', () => {
  const env = { ...required, FEEDS__1__UNIQUE_ID: 'one', FEEDS__1__SEED: 'http://a', FEEDS__1__TYPE: 'maxemail' }
  expect(readConfig(env)).toMatchObject({
    port: 8080,
    keys: [{ id: 'id', key: 'secret', permissions: {} }],
    allowedAddresses: ['10.0.0.0/8'],
    trustedHops: 1,
    nonceTtlSeconds: 120,
    feeds: ['one'],
    services: { opensearch: { url: 'http://127.0.0.1:9200', authentication: { type: 'basic' } } },
  })
  expect(readConfig(required).feeds).toBeUndefined()
})

const all = { type: 'all' }
const terms = { type: 'terms', field: 'object.type', values: ['dit:Event', 'Document'] }

test.each<[Record<string, string>, unknown]>([
  [{ activities__1: '__MATCH_ALL__' }, [all]],
  [{ activities__1: '__MATCH_NONE__' }, [{ type: 'none' }]],
  [{ activities: '__MATCH_ALL__' }, [all]],
  [{ activities__1____MATCH_ALL__: '1' }, [all]],
  [{ activities__1__MATCH_ALL: 'true' }, [all]],
  [{ activities____MATCH_NONE__: '' }, [{ type: 'none' }]],
  [
    {
      activities__1__TERMS_KEY: 'object.type',
      activities__1__TERMS_VALUES__1: 'dit:Event',
      activities__1__TERMS_VALUES__2: 'Document',
    },
    [terms],
  ],
  [
    {
      activities__1____TERMS_KEY: 'object.type',
      activities__1____TERMS_VALUES__1: 'dit:Event',
      activities__1____TERMS_VALUES__2: 'Document',
      activities__2: '__MATCH_ALL__',
    },
    [terms, all],
  ],
])('readConfig() reads the permission %s', (env, expected) => {
  expect(permissionsOf(env)?.activities).toEqual(expected)
  expect(permissionsOf(env)?.objects).toEqual([])
})

test.each<Record<string, string>>([
  { activities__1: 'MATCH_EVERYTHING' },
  { activities__1__MATCH_ALL: 'false' },
  { activities__1__TERMS_KEY: 'object.type' },
  { activities__1__TERMS_VALUES__1: 'x' },
  { activities__1__TERMS_KEY: 'a', activities__1__TERMS_VALUES__1: 'x', activities__1__MATCH_ALL: '1' },
  { activites__1: '__MATCH_ALL__' },
  { 1: 'POST' },
])('readConfig() refuses to guess what the permission %s means', (env) => {
  expect(() => permissionsOf(env)).toThrow(ConfigurationError)
})

test('readConfig() names everything that is missing', () => {
  const faults = faultsOf({}).join('\n')
  for (const name of ['PORT', 'INCOMING_ACCESS_KEY_PAIRS', 'INCOMING_IP_WHITELIST', 'REDIS_URL', 'OPENSEARCH_URL']) {
    expect(faults).toContain(name)
  }
})

test('readConfig() prints no value', () => {
  const faults = faultsOf({
    ...required,
    PORT: 'hidden-1',
    [`${pair}__SECRET_KEY`]: '',
    [`${pair}__PERMISSIONS__activities__1`]: 'hidden-2',
    INCOMING_ACCESS_KEY_PAIRS__2__SECRET_KEY: 'hidden-3',
    HAWK_NONCE_EXPIRE_SECONDS: 'hidden-4',
    INCOMING_IP_WHITELIST__2: 'hidden-5',
  })
  expect(faults).toHaveLength(6)
  expect(faults.join('\n')).not.toContain('hidden')
})

test('readConfig() refuses two pairs of one id', () => {
  const env = { ...required, INCOMING_ACCESS_KEY_PAIRS__2__KEY_ID: 'id', INCOMING_ACCESS_KEY_PAIRS__2__SECRET_KEY: 'x' }
  expect(faultsOf(env)).toEqual([expect.stringContaining('KEY_ID')])
})

test('readConfig() has strict keys', () => {
  const strict = (value: string): boolean | undefined =>
    readConfig({ ...required, [`${pair}__STRICT`]: value }).keys[0]?.strict
  expect(['true', 'yes', '1', 'false', 'no', '0'].map(strict)).toEqual([true, true, true, false, false, false])
  expect(readConfig(required).keys[0]?.strict).toBe(false)
  expect(faultsOf({ ...required, [`${pair}__STRICT`]: 'maybe' })).toHaveLength(1)
})

const api = 'INCOMING_API_KEYS__1'
const tokens = 'INCOMING_TOKENS'
const sha256 = 'a'.repeat(64)

test('readConfig() takes neither API keys nor tokens unless they are configured', () => {
  expect(readConfig(required)).toMatchObject({ apiKeys: [], tokens: undefined })
})

test('readConfig() reads hashed API keys and whose tokens are taken', () => {
  const env = {
    ...required,
    [`${api}__ID`]: 'reports',
    [`${api}__SHA256`]: sha256,
    [`${api}__PERMISSIONS__activities__1`]: '__MATCH_ALL__',
    [`${tokens}__ISSUER`]: 'https://login.example/',
    [`${tokens}__AUDIENCE__1`]: 'activity-stream',
    [`${tokens}__CLAIM`]: 'azp',
    [`${tokens}__CALLERS__1__ID`]: 'dashboard',
    [`${tokens}__CALLERS__1__PERMISSIONS__objects__1`]: '__MATCH_ALL__',
  }
  expect(readConfig(env)).toMatchObject({
    apiKeys: [{ id: 'reports', sha256, permissions: { activities: [all], objects: [] }, strict: false }],
    tokens: {
      issuer: 'https://login.example/',
      audience: ['activity-stream'],
      claim: 'azp',
      callers: [{ id: 'dashboard', permissions: { objects: [all] }, strict: false }],
    },
  })
})

test('readConfig() says what API keys and tokens lack', () => {
  const env = { ...required, [`${api}__SHA256`]: 'short', [`${tokens}__ISSUER`]: 'login' }
  const faults = faultsOf(env).join('\n')
  for (const name of [
    `${api}__ID`,
    `${api}__SHA256`,
    `${tokens}__ISSUER`,
    `${tokens}__AUDIENCE`,
    `${tokens}__CALLERS`,
  ]) {
    expect(faults).toContain(name)
  }
})

test('readConfig() refuses one API key for two callers', () => {
  const env = { ...required, [`${api}__ID`]: 'a', [`${api}__SHA256`]: sha256 }
  const two = { INCOMING_API_KEYS__2__ID: 'b', INCOMING_API_KEYS__2__SHA256: sha256.toUpperCase() }
  expect(faultsOf({ ...env, ...two })).toEqual([expect.stringContaining('INCOMING_API_KEYS')])
})
