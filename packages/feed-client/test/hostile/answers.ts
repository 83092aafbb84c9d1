import type { RequestListener } from 'node:http'
import { brotliCompressSync, deflateRawSync, gzipSync } from 'node:zlib'
import type { Misbehaviour } from './misbehaviour.ts'
import { page, secret, send } from './misbehaviour.ts'

const status =
  (code: number, headers: Record<string, string | string[]> = {}): RequestListener =>
  (_, response) =>
    void response.writeHead(code, headers).end([204, 304].includes(code) ? undefined : secret)
const redirect = (location: string, code = 302) => status(code, { Location: location })
const spaces = Buffer.alloc(20_000_000, ' ')
const tooLarge = { code: 'page_too_large', retryable: false } as const
const wrongEncoding = { code: 'content_encoding', retryable: false } as const
const limits = { maxPageBytes: 100_000 }

/** Sources whose statuses, redirects and encodings are wrong. */
export const inTheAnswer: readonly Misbehaviour[] = [
  { does: 'has no content', answer: status(204), ends: { code: 'status', status: 204, retryable: false } },
  { does: 'sends a part that was not asked for', answer: status(206), ends: { code: 'status', status: 206 } },
  { does: 'calls unchanged what was not known', answer: status(304), ends: { code: 'status', status: 304 } },
  { does: 'gives several choices', answer: status(300, { Location: '/b' }), ends: { code: 'status', status: 300 } },
  { does: 'is broken', answer: status(500), ends: { code: 'status', status: 500, retryable: true } },
  { does: 'has a status of its own', answer: status(799), ends: { code: 'status', status: 799 } },
  {
    does: 'is always asked too often',
    answer: status(429, { 'Retry-After': '0' }),
    limits: { maxRateLimitedTries: 1 },
    ends: { code: 'status', status: 429, retryable: true },
  },
  {
    does: 'asks to wait until long after the end of time',
    answer: status(503, { 'Retry-After': '9'.repeat(15) }),
    ends: { code: 'status', status: 503 },
  },
  { does: 'redirects to nowhere', answer: status(302), ends: { code: 'status', status: 302, retryable: false } },
  {
    does: 'redirects to where it was',
    answer: redirect('/feed'),
    ends: { code: 'too_many_redirects', retryable: false },
  },
  {
    does: 'redirects in a circle',
    answer: (request, response) => redirect(request.url === '/feed' ? '/a' : '/feed', 307)(request, response),
    ends: { code: 'too_many_redirects' },
  },
  {
    does: 'redirects ever further',
    answer: (request, response) => redirect(`${request.url}x`, 308)(request, response),
    ends: { code: 'too_many_redirects' },
  },
  {
    does: 'redirects to a cloud machine that tells credentials',
    answer: redirect('http://169.254.169.254/latest/meta-data/'),
    ends: { code: 'url_refused', fault: 'origin', retryable: false },
  },
  {
    does: 'redirects to an address in disguise',
    answer: redirect('http://0x7f000001:1/'),
    ends: { code: 'url_refused', fault: 'origin' },
  },
  {
    does: 'redirects with credentials of its own',
    answer: (request, response) => redirect(`http://me:${secret}@${request.headers.host}/`)(request, response),
    ends: { code: 'url_refused', fault: 'userinfo' },
  },
  {
    does: 'redirects to a file',
    answer: redirect('file:///etc/passwd'),
    ends: { code: 'url_refused', fault: 'scheme' },
  },
  {
    does: 'redirects to data',
    answer: redirect(`data:application/json,${page}`),
    ends: { code: 'url_refused', fault: 'scheme' },
  },
  { does: 'redirects to no URL', answer: redirect('http://['), ends: { code: 'url_refused', fault: 'unparsable' } },
  {
    does: 'redirects to a URL without end',
    answer: redirect(`/${'x'.repeat(9000)}`),
    ends: { code: 'url_refused', fault: 'too_long' },
  },
  {
    does: 'sends a gzip bomb',
    answer: send(gzipSync(spaces), { 'Content-Encoding': 'gzip' }),
    limits,
    ends: tooLarge,
  },
  {
    does: 'sends a gzip bomb in many members',
    answer: send(Buffer.concat(Array.from({ length: 200 }, () => gzipSync(Buffer.alloc(1000, ' ')))), {
      'Content-Encoding': 'gzip',
    }),
    limits,
    ends: tooLarge,
  },
  {
    does: 'sends a br bomb',
    answer: send(brotliCompressSync(spaces, { params: { 1: 1 } }), { 'Content-Encoding': 'br' }),
    limits,
    ends: tooLarge,
  },
  {
    does: 'sends a deflate bomb without its frame',
    answer: send(deflateRawSync(spaces), { 'Content-Encoding': 'deflate' }),
    limits,
    ends: tooLarge,
  },
  {
    does: 'sends a bomb within a bomb',
    answer: send(gzipSync(gzipSync(spaces)), { 'Content-Encoding': 'gzip, gzip' }),
    ends: wrongEncoding,
  },
  {
    does: 'says twice how its body is encoded',
    answer: (_, response) =>
      void response.writeHead(200, { 'Content-Encoding': ['gzip', 'br'] }).end(brotliCompressSync(gzipSync(page))),
    ends: wrongEncoding,
  },
  {
    does: 'encodes its body a thousand times',
    answer: send(page, { 'Content-Encoding': Array.from({ length: 1000 }, () => 'gzip').join() }),
    ends: wrongEncoding,
  },
  {
    does: 'encodes its body in a way that was not asked for',
    answer: send(page, { 'Content-Encoding': 'zstd' }),
    ends: wrongEncoding,
  },
  {
    does: 'says gzip and sends none',
    answer: send(page, { 'Content-Encoding': 'gzip' }),
    ends: wrongEncoding,
  },
  {
    does: 'breaks off within gzip',
    answer: send(gzipSync(page).subarray(0, -6), { 'Content-Encoding': 'gzip' }),
    ends: { code: 'truncated_body', retryable: true },
  },
]
