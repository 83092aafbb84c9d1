import { expect, test } from 'vitest'
import { redactor } from './redact.ts'

test('redactor() takes out what the environment keeps secret, wherever it stands', () => {
  const redact = redactor({
    FEEDS__1__SECRET_ACCESS_KEY: 'feed-s3cret',
    ADMIN_TOKEN: 'feed-s3cret-and-more',
    REDIS_URL: 'redis://user:p%40ss@host:6379',
    VCAP_SERVICES: '{"opensearch":[{"credentials":{"uri":"https://u:vcap-pass@host"}}]}',
    FEEDS__1__UNIQUE_ID: 'visible',
    ES_AWS_SECRET_ACCESS_KEY: '',
  })
  expect(redact('(feed-s3cret-and-more) (feed-s3cret) p@ss p%40ss vcap-pass visible')).toBe(
    '([removed]) ([removed]) [removed] [removed] [removed] visible',
  )
})

test('redactor() leaves of a URL neither its credentials nor its query', () => {
  expect(redactor({})('Cannot read page "http://a:b@source:1/x/2?cursor=c&k=s": status 500')).toBe(
    'Cannot read page "http://source:1/x/2?…": status 500',
  )
  expect(redactor({})('why? because a@b')).toBe('why? because a@b')
})
