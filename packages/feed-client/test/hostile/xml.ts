import type { RequestListener } from 'node:http'
import { atomFormat } from '../../src/index.ts'
import type { Misbehaviour } from './misbehaviour.ts'
import { page, secret, send } from './misbehaviour.ts'

const feed = (inner: string) => `<feed xmlns="http://www.w3.org/2005/Atom">${inner}</feed>`
const refused = { code: 'doctype_refused', retryable: false } as const
const notXml = { code: 'not_xml', retryable: true } as const

const laughs = Array.from(
  { length: 10 },
  (_, level) => `<!ENTITY lol${level + 1} "${`&lol${level};`.repeat(10)}">`,
).join('')

const previous =
  (link: (path: string) => string): RequestListener =>
  (request, response) =>
    void response.end(feed(`<link rel="prev-archive" href="${link(request.url ?? '')}"/>`))

const inXml: readonly Omit<Misbehaviour, 'format'>[] = [
  {
    does: 'laughs a billion times',
    answer: send(`<!DOCTYPE feed [<!ENTITY lol0 "lol">${laughs}]>${feed('<title>&lol10;</title>')}`),
    ends: refused,
  },
  {
    does: 'squares an entity',
    answer: send(`<!DOCTYPE feed [<!ENTITY a "${'x'.repeat(50_000)}">]>${feed('&a;'.repeat(50_000))}`),
    ends: refused,
  },
  {
    does: 'reads our files',
    answer: send(`<!DOCTYPE feed [<!ENTITY x SYSTEM "file:///etc/passwd">]>${feed('<title>&x;</title>')}`),
    ends: refused,
  },
  {
    does: 'has its DOCTYPE elsewhere',
    answer: send(`<!DOCTYPE feed SYSTEM "http://127.0.0.1:9/feed.dtd">${feed('')}`),
    ends: refused,
  },
  { does: 'has a DOCTYPE without end', answer: send(`<!DOCTYPE feed [${'<!-- -->'.repeat(10_000)}`), ends: notXml },
  { does: 'uses an entity that nobody defined', answer: send(feed(`<title>&${secret};</title>`)), ends: notXml },
  {
    does: 'nests elements without end',
    answer: send(feed('<a>'.repeat(100_000))),
    ends: { code: 'nesting_too_deep', retryable: false },
  },
  {
    does: 'sends entries without end',
    answer: send(feed('<entry/>'.repeat(100_001))),
    ends: { code: 'too_many_items', retryable: false },
  },
  {
    does: 'sends links without end',
    answer: send(feed('<link href="/"/>'.repeat(30_000))),
    limits: { maxItems: 1000 },
    ends: { code: 'too_many_items' },
  },
  { does: 'sends the same attribute twice', answer: send(feed('<link href="/" href="/"/>')), ends: notXml },
  { does: 'breaks off its XML', answer: send(feed('<entry/>').slice(0, -3)), ends: notXml },
  { does: 'sends two roots', answer: send(feed('') + feed('')), ends: notXml },
  { does: 'sends a NUL byte in XML', answer: send(feed('<title>\0</title>')), ends: notXml },
  { does: 'writes half a surrogate pair', answer: send(feed('<title>&#xDFFF;</title>')), ends: notXml },
  { does: 'sends HTML for XML', answer: send(`<!doctype html><p>${secret}`), ends: notXml },
  { does: 'sends JSON for XML', answer: send(page), ends: notXml },
  {
    does: 'sends XML in another encoding',
    answer: send(Buffer.from(`<?xml version="1.0" encoding="UTF-16"?>${feed('')}`, 'utf16le')),
    ends: notXml,
  },
  {
    does: 'says that its XML is in another encoding',
    answer: send(`<?xml version="1.0" encoding="windows-1252"?>${feed('')}`),
    ends: { code: 'not_utf8', retryable: false },
  },
  { does: 'sends RSS', answer: send('<rss version="2.0"/>'), ends: { code: 'not_a_page', retryable: false } },
  {
    does: 'has archives in a circle',
    answer: previous((path) => (path === '/b' ? '/c' : '/b')),
    ends: { code: 'loop' },
  },
  {
    does: 'has archives without end',
    answer: previous((path) => `${path}x`),
    limits: { maxPages: 20 },
    ends: { code: 'too_many_pages' },
  },
  {
    does: 'has its archives elsewhere',
    answer: previous(() => 'http://127.0.0.1:9/'),
    ends: { code: 'url_refused', fault: 'origin' },
  },
]

/** Sources whose XML is wrong, or leads astray. */
export const inTheXml: readonly Misbehaviour[] = inXml.map((each) => ({ ...each, format: atomFormat }))
