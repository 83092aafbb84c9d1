import type { RequestListener } from 'node:http'
import { iiifFormat, zendeskFormat } from '../../src/index.ts'
import type { Misbehaviour } from './misbehaviour.ts'
import { page, secret, send } from './misbehaviour.ts'

const next = (link: unknown) => send(JSON.stringify({ orderedItems: [], next: link }))
const byPath =
  (pages: Record<string, unknown>): RequestListener =>
  (request, response) =>
    void response.end(JSON.stringify(pages[request.url ?? '']))
const notAPage = { code: 'not_a_page', retryable: false } as const

/** Sources whose JSON is wrong, or leads astray. */
export const inThePages: readonly Misbehaviour[] = [
  { does: 'sends nothing', answer: send(''), ends: { code: 'not_json', retryable: true } },
  { does: 'sends white space', answer: send(' '.repeat(100_000)), ends: { code: 'not_json' } },
  { does: 'sends a login page', answer: send(`<!doctype html><p>${secret}`), ends: { code: 'not_json' } },
  { does: 'sends XML', answer: send(`<feed>${secret}</feed>`), ends: { code: 'not_json' } },
  { does: 'sends two documents', answer: send(page + page), ends: { code: 'not_json' } },
  { does: 'sends JSON with comments', answer: send(`${page} // ${secret}`), ends: { code: 'not_json' } },
  { does: 'sends a NUL byte', answer: send('{"orderedItems":[{"id":"a\0"}]}'), ends: { code: 'not_json' } },
  { does: 'sends NUL bytes only', answer: send('\0'.repeat(1000)), ends: { code: 'not_json' } },
  {
    does: 'sends Latin-1',
    answer: send(Buffer.from('{"orderedItems":[{"id":"é"}]}', 'latin1')),
    ends: { code: 'not_utf8', retryable: false },
  },
  { does: 'sends UTF-16', answer: send(Buffer.from(`\ufeff${page}`, 'utf16le')), ends: { code: 'not_utf8' } },
  {
    does: 'sends half a surrogate pair as bytes',
    answer: send(Buffer.from('7b2261223a22eda080227d', 'hex')),
    ends: { code: 'not_utf8' },
  },
  {
    does: 'nests without end',
    answer: send('['.repeat(1_000_000)),
    ends: { code: 'nesting_too_deep', retryable: false },
  },
  {
    does: 'nests one record without end',
    answer: send(`{"orderedItems":[{"id":"a","x":${'{"x":'.repeat(600)}1${'}'.repeat(600)}}]}`),
    ends: { code: 'nesting_too_deep' },
  },
  {
    does: 'sends records without end',
    answer: send(`{"orderedItems":[${'1,'.repeat(200_000)}1]}`),
    ends: { code: 'too_many_items', retryable: false },
  },
  {
    does: 'sends tickets without end',
    answer: send(`{"tickets":[${'1,'.repeat(200_000)}1]}`),
    format: zendeskFormat,
    ends: { code: 'too_many_items' },
  },
  {
    does: 'sends empty arrays without end',
    answer: send(`{"orderedItems":[],"x":[${'[],'.repeat(100_000)}[]]}`),
    limits: { maxItems: 1000 },
    ends: { code: 'too_many_items' },
  },
  { does: 'sends an array', answer: send(`[${page}]`), ends: notAPage },
  { does: 'sends an error with status 200', answer: send(`{"error":"${secret}"}`), ends: notAPage },
  { does: 'hides its page in a prototype', answer: send(`{"__proto__":${page}}`), ends: notAPage },
  { does: 'sends a list that is none', answer: send('{"orderedItems":"none"}'), ends: notAPage },
  { does: 'sends a next page that is no link', answer: next(5), ends: notAPage },
  { does: 'sends another format', answer: send(page), format: zendeskFormat, ends: notAPage },
  {
    does: 'leads to another origin',
    answer: next('http://127.0.0.1:9/'),
    ends: { code: 'url_refused', fault: 'origin' },
  },
  {
    does: 'leads elsewhere without a scheme',
    answer: next('//evil.example/'),
    ends: { code: 'url_refused', fault: 'origin' },
  },
  { does: 'leads to a script', answer: next('javascript:alert(1)'), ends: { code: 'url_refused', fault: 'scheme' } },
  {
    does: 'leads on with credentials of its own',
    answer: (request, response) => next(`http://me:${secret}@${request.headers.host}/`)(request, response),
    ends: { code: 'url_refused', fault: 'userinfo' },
  },
  {
    does: 'leads to a URL without end',
    answer: next(`/${'x'.repeat(9000)}`),
    ends: { code: 'url_refused', fault: 'too_long' },
  },
  {
    does: 'leads in a circle',
    answer: byPath({
      '/feed': { orderedItems: [], next: '/2' },
      '/2': { orderedItems: [], next: '/3' },
      '/3': { orderedItems: [], next: '/2' },
    }),
    ends: { code: 'loop', retryable: false },
  },
  {
    does: 'has pages without end',
    answer: (request, response) => next(`${request.url}x`)(request, response),
    limits: { maxPages: 20 },
    ends: { code: 'too_many_pages', retryable: false },
  },
  {
    does: 'leads back in a circle',
    answer: byPath({ '/feed': { last: '/2' }, '/2': { orderedItems: [], prev: '/feed' } }),
    format: iiifFormat,
    ends: { code: 'loop' },
  },
  {
    does: 'has pages without a beginning',
    answer: (request, response) =>
      void response.end(JSON.stringify({ type: 'OrderedCollectionPage', orderedItems: [], prev: `${request.url}x` })),
    format: iiifFormat,
    limits: { maxPages: 20 },
    ends: { code: 'too_many_pages' },
  },
]
