import { expect, test } from 'vitest'
import { readBackingServices } from './backing-services.ts'
import type { ConfigurationError } from './configuration-error.ts'

const vcap = (services: object) => JSON.stringify(services)
const redis = [{ credentials: { uri: 'redis://u:p@redis:6379' } }]
const aws = {
  ES_URI: 'https://es.aws:443',
  ES_VERSION: '1.3',
  ES_AWS_ACCESS_KEY_ID: 'id',
  ES_AWS_SECRET_ACCESS_KEY: 'secret',
  ES_AWS_REGION: 'eu-west-1',
}

test('readBackingServices() takes the plain variables before anything else', () => {
  const env = { ...aws, REDIS_URL: 'redis://a:1', OPENSEARCH_URL: 'http://b:2/', VCAP_SERVICES: vcap({ redis }) }
  expect(readBackingServices(env)).toEqual({
    redis: { url: 'redis://a:1' },
    opensearch: { url: 'http://b:2', authentication: { type: 'none' } },
  })
})

test('readBackingServices() reads VCAP_SERVICES, elasticsearch before opensearch, and credentials out of the URL', () => {
  const opensearch = [{ credentials: { uri: 'https://u:p%40ss@open:9200' } }]
  const elasticsearch = [{ credentials: { uri: 'https://elastic' } }]
  expect(readBackingServices({ VCAP_SERVICES: vcap({ redis, opensearch }) })).toEqual({
    redis: { url: 'redis://u:p@redis:6379' },
    opensearch: { url: 'https://open:9200', authentication: { type: 'basic', username: 'u', password: 'p@ss' } },
  })
  const both = readBackingServices({ VCAP_SERVICES: vcap({ redis, opensearch, elasticsearch }) })
  expect(both.opensearch.url).toBe('https://elastic')
})

test('readBackingServices() signs for AWS when all five ES_ variables are set, and only then', () => {
  const opensearch = [{ credentials: { uri: 'https://open' } }]
  const env = { ...aws, VCAP_SERVICES: vcap({ redis, opensearch }) }
  expect(readBackingServices(env).opensearch).toEqual({
    url: 'https://es.aws:443'.replace(':443', ''),
    authentication: { type: 'sigv4', accessKeyId: 'id', secretAccessKey: 'secret', region: 'eu-west-1', service: 'es' },
  })
  expect(readBackingServices({ ...env, ES_AWS_REGION: undefined }).opensearch.url).toBe('https://open')
})

test.each([
  [{}, ['REDIS_URL', 'OPENSEARCH_URL']],
  [{ REDIS_URL: 'http://s3cret', OPENSEARCH_URL: 's3cret' }, ['REDIS_URL: expected', 'OPENSEARCH_URL: expected']],
  [{ VCAP_SERVICES: 's3cret' }, ['VCAP_SERVICES: expected JSON', 'REDIS_URL', 'OPENSEARCH_URL']],
  [{ VCAP_SERVICES: '{"redis":[{"credentials":{"uri":7}}]}' }, ['REDIS_URL', 'OPENSEARCH_URL']],
])('readBackingServices(%j) names what is wrong and repeats no value', (env, starts) => {
  let faults: readonly string[] = []
  try {
    readBackingServices(env)
  } catch (error) {
    faults = (error as ConfigurationError).faults
  }
  expect(faults).toHaveLength(starts.length)
  for (const [position, start] of starts.entries()) expect(faults[position]).toMatch(new RegExp(`^${start}`))
  expect(faults.join()).not.toContain('s3cret')
})
