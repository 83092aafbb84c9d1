import { expect, test } from 'vitest'
import { type HealthSource, healthChecks } from './health-checks.ts'

function checksAt(ms: number, source: HealthSource) {
  const times = [0, ms]
  return healthChecks({ source, startupGraceMs: 30_000, now: () => times.shift() ?? ms })
}

const feeds = [
  { id: 'one', isGreen: true },
  { id: 'two', isGreen: false },
]
const up: HealthSource = { isUp: async () => true, feeds: async () => feeds }
const down: HealthSource = {
  isUp: () => Promise.reject(new Error('gone')),
  feeds: () => Promise.reject(new Error('gone')),
}

test('p1 says whether Redis answers', async () => {
  expect(await checksAt(0, up).p1()).toBe('__UP__\n')
  expect(await checksAt(0, { ...up, isUp: async () => false }).p1()).toBe('__DOWN__\n')
  expect(await checksAt(0, down).p1()).toBe('__DOWN__\n')
})

test('p2 is up in the first 30 s, whatever the feeds are', async () => {
  expect(await checksAt(29_999, up).p2()).toBe('__UP__ (IN_STARTUP_GRACE_PERIOD)\none:GREEN\ntwo:RED\n')
})

test('p2 is down after the first 30 s when a feed is red', async () => {
  expect(await checksAt(30_000, up).p2()).toBe('__DOWN__\none:GREEN\ntwo:RED\n')
  expect(await checksAt(30_000, { ...up, feeds: async () => feeds.slice(0, 1) }).p2()).toBe('__UP__\none:GREEN\n')
})

test('p2 is down when Redis is', async () => {
  expect(await checksAt(0, down).p2()).toBe('__DOWN__ (IN_STARTUP_GRACE_PERIOD)\n')
  expect(await checksAt(30_000, { ...up, isUp: () => Promise.reject(new Error('gone')) }).p2()).toBe(
    '__DOWN__\none:GREEN\ntwo:RED\n',
  )
})
