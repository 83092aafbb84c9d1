import { expect, test } from 'vitest'
import { programsFor, redisVersion } from './find-redis.ts'

const names = [
  'redis-server-6.2.6-v5-darwin-arm64',
  'redis-server-6.2.6-v5-linux-amd64',
  'redis-server-6.2.7-linux-386',
]

test('programsFor() puts the static program second, where the first may lack a library', () => {
  expect(programsFor('linux', 'x64', names)).toEqual([names[1], names[2]])
  expect(programsFor('darwin', 'arm64', names)).toEqual([names[0]])
  expect(programsFor('sunos', 'x64', names)).toEqual([])
})

test.each([
  ['Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64', '7.0.15'],
  ['Redis server v=6.2.11 sha=00000000:0', '6.2.11'],
  ['Redis server v=6.0.16 sha=00000000:0', undefined],
  ['not redis', undefined],
])('redisVersion() takes 6.2 and later: %s', (printed, version) => {
  expect(redisVersion(printed)).toBe(version)
})
