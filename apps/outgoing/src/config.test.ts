import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ConfigurationError } from '@as/service'
import { expect, test } from 'vitest'
import { readConfig } from './config.ts'

const services = { REDIS_URL: 'redis://r:6379', OPENSEARCH_URL: 'http://o:9200' }
const feed = {
  FEEDS__1__UNIQUE_ID: 'data_hub',
  FEEDS__1__SEED: 'https://source.example/activities',
  FEEDS__1__TYPE: 'activity_stream',
  FEEDS__1__ACCESS_KEY_ID: 'key',
  FEEDS__1__SECRET_ACCESS_KEY: 's3cret',
}
const zendesk = {
  FEEDS__2__UNIQUE_ID: 'zendesk',
  FEEDS__2__SEED: 'https://z.example/tickets',
  FEEDS__2__TYPE: 'zendesk',
  FEEDS__2__API_EMAIL: 'a@b',
  FEEDS__2__API_KEY: 's3cret',
}

function faultsOf(env: Record<string, string>): readonly string[] {
  try {
    readConfig(env)
    return []
  } catch (error) {
    return (error as ConfigurationError).faults
  }
}

test('readConfig() takes the environment of a deployment as it is, with the defaults', () => {
  const config = readConfig({ ...services, ...feed, ...zendesk, PORT: '8080', SENTRY_DSN: 'https://x@y/1' })
  expect(config.feeds.map(({ UNIQUE_ID, TYPE }) => [UNIQUE_ID, TYPE])).toEqual([
    ['data_hub', 'activity_stream'],
    ['zendesk', 'zendesk'],
  ])
  expect(config).toMatchObject({
    httpTimeoutMs: 60_000,
    replicas: 1,
    keepGenerations: 1,
    retireAfterMs: 60_000,
    extraFields: {},
  })
})

test('readConfig() reads intervals in seconds, fractions too, for all feeds and for one', () => {
  const config = readConfig({
    ...services,
    ...feed,
    UPDATES_INTERVAL_SECONDS: '0.25',
    RETRY_INTERVALS_SECONDS: '1, 2,4.5',
    FEEDS__1__FULL_INGEST_MIN_INTERVAL_SECONDS: '7',
  })
  expect(config.forAllFeeds.UPDATES_INTERVAL_SECONDS).toBe(250)
  expect(config.forAllFeeds.RETRY_INTERVALS_SECONDS).toEqual([1000, 2000, 4500])
  expect(config.feeds[0]?.FULL_INGEST_MIN_INTERVAL_SECONDS).toBe(7000)
})

test('readConfig() says what is needed when nothing is set', () => {
  const faults = faultsOf({})
  expect(faults).toHaveLength(3)
  expect(faults[0]).toMatch(/^FEEDS is missing; set FEEDS__1__UNIQUE_ID/)
})

test('readConfig() names every mistake at once and repeats no value', () => {
  const faults = faultsOf({
    ...feed,
    ...zendesk,
    FEEDS__1__UNIQUE_ID: 'Data Hub',
    FEEDS__1__SEED: 'ftp://s3cret',
    FEEDS__2__API_KEY: '',
    FEEDS__3__TYPE: 's3cret',
    UPDATES_INTERVAL_SECONDS: 'soon-s3cret',
    OPENSEARCH_URL: 's3cret',
  })
  for (const name of [
    'FEEDS__1__UNIQUE_ID',
    'FEEDS__1__SEED',
    'FEEDS__2__API_KEY',
    'FEEDS__3__TYPE',
    'UPDATES_INTERVAL_SECONDS',
    'OPENSEARCH_URL',
    'REDIS_URL',
  ]) {
    expect(faults.filter((fault) => fault.startsWith(name))).toHaveLength(1)
  }
  expect(faults.join()).not.toContain('s3cret')
})

test.each([
  [{ FEEDS__1__SEED: 'https://u:p@source/' }, 'FEEDS__1__SEED'],
  [{ ...zendesk, FEEDS__2__UNIQUE_ID: 'data_hub' }, 'two feeds have the UNIQUE_ID "data_hub"'],
  [{ FEEDS__1__BASIC_USER: 'u' }, 'BASIC_USER without BASIC_PASSWORD'],
  [{ ADMIN_PORT: '9' }, 'ADMIN_TOKEN is missing'],
  [{ ADMIN_PORT: '9', ADMIN_TOKEN: 'short' }, 'ADMIN_TOKEN: expected at least 16 characters'],
  [{ MAPPINGS_FILE: '/nowhere/at/all.json' }, 'MAPPINGS_FILE'],
])('readConfig() refuses %j', (env, said) => {
  expect(faultsOf({ ...services, ...feed, ...env }).join()).toContain(said)
})

test("readConfig() reads an organisation's own fields from MAPPINGS_FILE", () => {
  const folder = mkdtempSync(join(tmpdir(), 'mappings-'))
  try {
    const file = join(folder, 'mappings.json')
    writeFileSync(file, '{"objects":{"x":{"type":"keyword"}}}')
    expect(readConfig({ ...services, ...feed, MAPPINGS_FILE: file }).extraFields).toEqual({
      objects: { x: { type: 'keyword' } },
    })
  } finally {
    rmSync(folder, { recursive: true })
  }
})
