import type { Readable } from 'node:stream'
import type { BackingServices } from '@as/service'
import aws4 from 'aws4'
import { BodyTooLargeError } from './errors.ts'

/** A request about to be sent. */
export interface UnsignedRequest {
  readonly method: string
  readonly path: string
  readonly host: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer | Readable | undefined
}

/** The same with credentials; a body that had to be read to be signed is whole. */
export interface SignedRequest {
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer | Readable | undefined
}

/** A signature covers the body's hash, so a signed body is held in memory; this many bytes of it at most: 100 MiB, as OpenSearch. */
const MAX_SIGNED_BYTES = 100 * 2 ** 20

/** How requests to this cluster say who sends them: not at all, by HTTP Basic, or signed for AWS (SigV4). */
export function credentialsOf(
  authentication: BackingServices['opensearch']['authentication'],
): (request: UnsignedRequest) => Promise<SignedRequest> {
  switch (authentication.type) {
    case 'none':
      return async ({ headers, body }) => ({ headers, body })
    case 'basic': {
      const { username, password } = authentication
      const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
      return async ({ headers, body }) => ({ headers: { ...headers, authorization }, body })
    }
    case 'sigv4': {
      const { accessKeyId, secretAccessKey, region, service } = authentication
      return async ({ method, path, host, headers, body }) => {
        const whole = body === undefined || Buffer.isBuffer(body) ? body : await readAll(body)
        const request = {
          method,
          path,
          host,
          region,
          service,
          headers: { ...headers },
          ...(whole ? { body: whole } : {}),
        }
        const { headers: signed = {} } = aws4.sign(request, { accessKeyId, secretAccessKey })
        // both go without saying, and once only
        const { Host: _host, 'Content-Length': _length, ...rest } = signed
        return { headers: rest as Record<string, string>, body: whole }
      }
    }
  }
}

async function readAll(body: Readable): Promise<Buffer> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of body as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > MAX_SIGNED_BYTES) throw new BodyTooLargeError(MAX_SIGNED_BYTES)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
