import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { BackingServices } from '@as/service'
import aws4 from 'aws4'
import { expect, test } from 'vitest'
import { connectOpenSearch } from './connect-opensearch.ts'

type Authentication = BackingServices['opensearch']['authentication']

/** What OpenSearch gets to see of a search. */
async function seenOf(authentication: Authentication) {
  const seen: { request: IncomingMessage; body: string }[] = []
  const server = createServer((request, response) => {
    void request.toArray().then((chunks) => {
      seen.push({ request, body: chunks.map(String).join('') })
      response.end('{}')
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  await using connection = connectOpenSearch({ url, authentication })
  const search = { method: 'POST', path: '/activities/_search?a=b', body: '{"size":1}' } as const
  expect((await connection.request(search, { signal: new AbortController().signal })).status).toBe(200)
  server.close()
  const [first] = seen
  if (!first) throw new Error('nothing was asked')
  return first
}

test('connectOpenSearch() sends no credentials where there are none, and basic ones where there are', async () => {
  expect((await seenOf({ type: 'none' })).request.headers.authorization).toBeUndefined()
  const { request } = await seenOf({ type: 'basic', username: 'üser', password: 'pass' })
  expect(Buffer.from(request.headers.authorization?.slice('Basic '.length) ?? '', 'base64').toString()).toBe(
    'üser:pass',
  )
})

test('connectOpenSearch() signs for AWS the very request that it sends', async () => {
  const keys = { accessKeyId: 'id', secretAccessKey: 'secret' }
  const { request, body } = await seenOf({ type: 'sigv4', ...keys, region: 'eu-west-2', service: 'es' })
  const { authorization, ...headers } = request.headers
  const names = /SignedHeaders=([^,]+)/.exec(authorization ?? '')?.[1]?.split(';') ?? []
  expect(names).toEqual(expect.arrayContaining(['host', 'x-amz-date']))
  const received = Object.fromEntries(names.map((name) => [name, String(headers[name])]))
  const { method = '', url: path = '' } = request
  const again = aws4.sign({ method, path, region: 'eu-west-2', service: 'es', headers: received, body }, keys)
  expect(again.headers?.Authorization).toBe(authorization)
})
