import { expect, test } from 'vitest'
import { readConfig } from './config.ts'
import { feedOf } from './feed-of.ts'

const base = {
  REDIS_URL: 'redis://r',
  OPENSEARCH_URL: 'http://o',
  FEEDS__1__UNIQUE_ID: 'a',
  FEEDS__1__SEED: 'http://source/',
  FEEDS__1__TYPE: 'activity_stream',
}

function feedFrom(env: Record<string, string>) {
  const config = readConfig({ ...base, ...env })
  return config.feeds.map((settings) => feedOf(settings, config, () => undefined))[0]
}

test('feedOf() has the defaults of the contract', () => {
  expect(feedFrom({})).toMatchObject({
    id: 'a',
    seed: 'http://source/',
    passIntervalMs: 120_000,
    pageIntervalMs: 0,
    tailIntervalMs: 1_000,
    retryIntervalsMs: [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 64_000],
    forgetDeleted: true,
    guard: { removedShare: 0.5, removedCount: 500, refusedShare: 0.01, refusedCount: 100, agreeingPasses: 3 },
    graceMs: (48 * 60 + 20) * 60_000,
  })
})

test("feedOf() prefers the feed's own intervals to everybody's", () => {
  const env = { UPDATES_INTERVAL_SECONDS: '2', FULL_INGEST_PAGE_INTERVAL_SECONDS: '3' }
  expect(feedFrom({ ...env, FEEDS__1__UPDATES_INTERVAL_SECONDS: '0.1' })).toMatchObject({
    tailIntervalMs: 100,
    pageIntervalMs: 3_000,
  })
})

test("feedOf() takes the guard's limits for all feeds, or for one", () => {
  const env = { GUARD_REMOVED_SHARE: '0.2', GUARD_AGREEING_PASSES: '9', FEEDS__1__GUARD_AGREEING_PASSES: '1' }
  expect(feedFrom(env)?.guard).toMatchObject({ removedShare: 0.2, removedCount: 500, agreeingPasses: 1 })
})

test('feedOf() keeps to the rate that Zendesk allows, unless the feed itself says otherwise', () => {
  const env = {
    FEEDS__1__TYPE: 'zendesk',
    FEEDS__1__API_EMAIL: 'a@b',
    FEEDS__1__API_KEY: 'k',
    UPDATES_INTERVAL_SECONDS: '1',
  }
  expect(feedFrom(env)).toMatchObject({ pageIntervalMs: 30_000, tailIntervalMs: 120_000, graceMs: 1_600_000 })
  expect(feedFrom({ ...env, FEEDS__1__UPDATES_INTERVAL_SECONDS: '5' })).toMatchObject({ tailIntervalMs: 5_000 })
})
