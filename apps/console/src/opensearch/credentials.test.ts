import { createHash, createHmac } from 'node:crypto'
import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { credentialsOf } from './credentials.ts'

const body = Buffer.from('{"query":{"match_all":{}}}')
const request = {
  method: 'POST',
  path: '/activities/_search?size=1',
  host: 'search.example',
  headers: { 'content-type': 'application/json' },
  body,
}

test('credentialsOf() HTTP Basic adds it and leaves the body to stream', async () => {
  const stream = Readable.from([body])
  const signed = await credentialsOf({ type: 'basic', username: 'me', password: 'se:cret' })({
    ...request,
    body: stream,
  })
  expect(signed.headers).toEqual({ ...request.headers, authorization: `Basic ${btoa('me:se:cret')}` })
  expect(signed.body).toBe(stream)
})

test('credentialsOf() AWS signs the method, the path, the query and the body', async () => {
  const keys = { accessKeyId: 'AKID', secretAccessKey: 'secret', region: 'eu-west-2', service: 'es' } as const
  const sign = credentialsOf({ type: 'sigv4', ...keys })
  const { headers, body: whole } = await sign({
    ...request,
    body: Readable.from([body.subarray(0, 5), body.subarray(5)]),
  })
  expect(whole).toEqual(body)

  const sha256 = (text: string | Buffer) => createHash('sha256').update(text).digest('hex')
  const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest()
  const amzDate = headers['X-Amz-Date'] ?? ''
  const [, names = '', signature] =
    /SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/.exec(headers.Authorization ?? '') ?? []
  const all: Record<string, string> = { host: request.host, 'content-length': String(body.length) }
  for (const [name, value] of Object.entries(headers)) all[name.toLowerCase()] = value
  const lines = names.split(';').map((name) => `${name}:${all[name]}\n`)
  const canonical = `POST\n/activities/_search\nsize=1\n${lines.join('')}\n${names}\n${sha256(body)}`
  const scope = `${amzDate.slice(0, 8)}/${keys.region}/es/aws4_request`
  const toSign = `AWS4-HMAC-SHA256\n${amzDate}\n${scope}\n${sha256(canonical)}`
  const key = ['eu-west-2', 'es', 'aws4_request'].reduce(
    hmac as (k: Buffer, t: string) => Buffer,
    hmac('AWS4secret', amzDate.slice(0, 8)),
  )
  expect(signature).toBe(hmac(key, toSign).toString('hex'))
})
