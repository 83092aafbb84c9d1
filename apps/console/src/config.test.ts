import { ConfigurationError } from '@as/service'
import { expect, test } from 'vitest'
import { readConfig } from './config.ts'

const services = { REDIS_URL: 'redis://r.example:6379', OPENSEARCH_URL: 'https://user:pass-word@o.example:9200' }
const openid = { CONSOLE_OPENID__ISSUER: 'https://id.example', CONSOLE_OPENID__CLIENT_ID: 'console' }
const staff = {
  STAFF_SSO_BASE: 'https://sso.example',
  STAFF_SSO_CLIENT_ID: 'console',
  STAFF_SSO_CLIENT_SECRET: 'very-secret',
}
const base = { PORT: '8080', ...services }

function faultsOf(env: Record<string, string>): string {
  try {
    readConfig(env)
  } catch (error) {
    if (error instanceof ConfigurationError) return error.faults.join('\n')
    throw error
  }
  return ''
}

test('readConfig() of nothing says everything that the console needs', () => {
  const faults = faultsOf({})
  for (const name of [
    'PORT',
    'CONSOLE_OPENID__ISSUER',
    'STAFF_SSO_',
    'CONSOLE_LOGIN=none',
    'REDIS_URL',
    'OPENSEARCH_URL',
  ]) {
    expect(faults).toContain(name)
  }
})

test('readConfig() names every wrong variable at once, and repeats no value', () => {
  const faults = faultsOf({
    PORT: 'secret-1',
    CONSOLE_URL: 'secret-2',
    CONSOLE_IP_WHITELIST__1: 'secret-3',
    CONSOLE_TRUSTED_HOPS: 'secret-4',
    CONSOLE_OPENID__ISSUER: 'http://secret-5.example',
    CONSOLE_ROLES__OPERATORS__1: 'secret-6',
    REDIS_URL: 'secret-7',
  })
  const names = ['PORT', 'CONSOLE_URL', 'CONSOLE_IP_WHITELIST__1', 'CONSOLE_TRUSTED_HOPS', 'CONSOLE_OPENID__ISSUER']
  for (const name of [...names, 'CONSOLE_OPENID__CLIENT_ID', 'CONSOLE_ROLES', 'REDIS_URL', 'OPENSEARCH_URL']) {
    expect(faults).toContain(name)
  }
  expect(faults).not.toContain('secret-')
})

test('readConfig() takes an issuer, by default with roles named as they are here', () => {
  const { login, host, dashboards, allowedAddresses, proxy } = readConfig({ ...base, ...openid })
  expect({ host, dashboards, allowedAddresses, proxy }).toEqual({
    host: undefined,
    dashboards: undefined,
    allowedAddresses: undefined,
    proxy: true,
  })
  expect(login).toEqual({
    type: 'openid',
    issuer: new URL('https://id.example'),
    clientId: 'console',
    clientSecret: undefined,
    scope: 'openid profile email',
    roles: { claim: 'roles', viewer: ['viewer'], operator: ['operator'], admin: ['admin'] },
  })
})

test('readConfig() takes the variables of 2018, and lets everybody look whom that server lets in', () => {
  const { login, allowedAddresses } = readConfig({ ...base, ...staff, INCOMING_IP_WHITELIST__1: '10.0.0.0/8' })
  expect(login).toMatchObject({ type: 'oauth2', roles: { claim: 'roles', viewer: ['*'], operator: [], admin: [] } })
  expect(allowedAddresses).toEqual(['10.0.0.0/8'])
  const named = { CONSOLE_ROLES__CLAIM: 'email', CONSOLE_ROLES__OPERATOR__1: 'ann@example.org' }
  const roles = { claim: 'email', viewer: [], operator: ['ann@example.org'], admin: [] }
  expect(readConfig({ ...base, ...staff, ...named }).login).toMatchObject({ roles })
})

test('readConfig() lets nobody go without login but on this machine', () => {
  const none = { ...base, CONSOLE_LOGIN: 'none' }
  expect(readConfig(none)).toMatchObject({ login: { type: 'none' }, host: '127.0.0.1' })
  expect(readConfig({ ...none, CONSOLE_HOST: '::1' }).host).toBe('::1')
  expect(faultsOf({ ...none, CONSOLE_HOST: '0.0.0.0' })).toContain('CONSOLE_HOST')
  expect(faultsOf({ ...base, CONSOLE_LOGIN: 'off' })).toContain('CONSOLE_LOGIN')
})

test.each([
  ['two ways to log in', { ...openid, CONSOLE_LOGIN: 'none' }, 'CONSOLE_LOGIN'],
  ['part of the variables of 2018', { STAFF_SSO_BASE: 'https://sso.example' }, 'STAFF_SSO_CLIENT_ID'],
  ['sessions in the clear', { ...openid, CONSOLE_URL: 'http://console.example' }, 'CONSOLE_URL'],
  ['a path', { ...openid, CONSOLE_URL: 'https://console.example/here' }, 'CONSOLE_URL'],
  [
    'an admin API without its token',
    { ...openid, OUTGOING_ADMIN_URL: 'http://o.example' },
    'OUTGOING_ADMIN_TOKEN is missing',
  ],
  ['a key without its secret', { ...openid, INCOMING_KEY_ID: 'all' }, 'INCOMING_SECRET_KEY is missing'],
  ['scopes without openid', { ...openid, CONSOLE_OPENID__SCOPE: 'email' }, 'CONSOLE_OPENID__SCOPE'],
])('readConfig() refuses %s', (_what, env, name) => {
  expect(faultsOf({ ...base, ...env })).toContain(name)
})

test('readConfig() gives Dashboards its own credentials, or the cluster those of the same server', () => {
  const at = (url: string) => readConfig({ ...base, ...openid, DASHBOARDS_URL: url }).dashboards
  const basic = (username: string, password: string) => ({ type: 'basic', username, password })
  expect(at('https://d.example:5601/')).toEqual({
    server: { url: 'https://d.example:5601', authentication: { type: 'none' } },
    mount: '/dashboards',
  })
  expect(at('https://me:own@d.example')?.server).toEqual({
    url: 'https://d.example',
    authentication: basic('me', 'own'),
  })
  expect(at('https://o.example:9200/_dashboards/')).toEqual({
    server: { url: 'https://o.example:9200/_dashboards', authentication: basic('user', 'pass-word') },
    mount: '/_dashboards',
  })
  expect(faultsOf({ ...base, ...openid, DASHBOARDS_URL: 'https://d.example/opensearch' })).toContain('DASHBOARDS_URL')
})
