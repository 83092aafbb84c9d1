import { describe, expect, test } from 'vitest'
import { macBaseString } from '../src/mac-base-string.ts'
import { nodeMac, nodePayloadHash } from '../src/node-digest.ts'
import { createHawkVerifier, type HawkRefusal, type HawkRequest, type NonceStore } from '../src/server.ts'

const now = 1_700_000_000
const keys: Record<string, string> = { alice: 'secret of alice', bob: 'secret of bob' }

/** What a forger may choose: the request on the wire, the header's attributes, and what the MAC was made over. */
interface Forgery {
  wire?: Partial<HawkRequest>
  header?: Record<string, string>
  signed?: Partial<Parameters<typeof macBaseString>[1]>
  kind?: 'header' | 'response'
  key?: string
  rewrite?: (authorization: string) => string
}

const body = new TextEncoder().encode('{"query":{"match_all":{}}}')
const hash = nodePayloadHash('application/json', body)
const otherHash = nodePayloadHash('application/json', '{}')

function forge({ wire, header, signed, kind = 'header', key = 'secret of alice', rewrite }: Forgery): HawkRequest {
  const artifacts = {
    ts: String(now),
    nonce: 'n0nce',
    method: 'POST',
    path: '/v3/activities/_search?a=1',
    host: 'example.com',
    port: 443,
    hash,
    ext: undefined,
    app: undefined,
    dlg: undefined,
    ...signed,
  }
  const { ts, nonce, ext, app, dlg } = artifacts
  const mac = nodeMac(key, macBaseString(kind, artifacts))
  const attributes = Object.entries({ id: 'alice', ts, nonce, hash: artifacts.hash, ext, mac, app, dlg, ...header })
  const text = attributes.flatMap(([name, value]) => (value === undefined || value === '' ? [] : `${name}="${value}"`))
  const authorization = `Hawk ${text.join(', ')}`
  return {
    method: 'POST',
    path: '/v3/activities/_search?a=1',
    host: 'example.com',
    port: 443,
    contentType: 'application/json',
    body,
    ...wire,
    authorization: rewrite ? rewrite(authorization) : authorization,
  }
}

const replace = (from: string | RegExp, to: string) => (text: string) => text.replace(from, to)
const append = (text: string) => (authorization: string) => authorization + text

/** Each is refused for the given reason and claims no nonce. `forge({})`, of which each is a variation, is let in. */
const forgeries: [name: string, reason: HawkRefusal, forgery: Forgery][] = [
  // the request was changed on its way
  ['another method', 'bad-mac', { wire: { method: 'GET' } }],
  ['another path', 'bad-mac', { wire: { path: '/v3/objects/_search?a=1' } }],
  ['another query', 'bad-mac', { wire: { path: '/v3/activities/_search?a=2' } }],
  ['no query', 'bad-mac', { wire: { path: '/v3/activities/_search' } }],
  ['a query more', 'bad-mac', { wire: { path: '/v3/activities/_search?a=1&b=2' } }],
  ['the path in other escapes', 'bad-mac', { wire: { path: '/v3/activities/%5fsearch?a=1' } }],
  ['the path in another case', 'bad-mac', { wire: { path: '/V3/activities/_search?a=1' } }],
  ['a doubled slash', 'bad-mac', { wire: { path: '//v3/activities/_search?a=1' } }],
  ['a dot segment', 'bad-mac', { wire: { path: '/v3/x/../activities/_search?a=1' } }],
  ['an empty path', 'bad-mac', { wire: { path: '' } }],
  ['another host', 'bad-mac', { wire: { host: 'evil.example' } }],
  ['a dot after the host', 'bad-mac', { wire: { host: 'example.com.' } }],
  ['another port', 'bad-mac', { wire: { host: 'example.com:444' } }],
  ['another implied port', 'bad-mac', { wire: { port: 80 } }],
  ['another body', 'bad-payload-hash', { wire: { body: new TextEncoder().encode('{}') } }],
  ['a longer body', 'bad-payload-hash', { wire: { body: new Uint8Array([...body, 10]) } }],
  ['an empty body', 'bad-payload-hash', { wire: { body: new Uint8Array() } }],
  ['another content type', 'bad-payload-hash', { wire: { contentType: 'text/plain' } }],
  ['no content type', 'bad-payload-hash', { wire: { contentType: '' } }],
  // the line break between content type and body moved: both hash to the same bytes
  [
    'a body that lends a line to the type',
    'bad-payload-hash',
    {
      signed: { hash: nodePayloadHash('a\nb', '') },
      wire: { contentType: 'a\nb', body: new Uint8Array() },
    },
  ],
  // the header was changed on its way
  ['another nonce', 'bad-mac', { header: { nonce: 'n1nce' } }],
  ['a fresh timestamp', 'bad-mac', { signed: { ts: String(now - 600) }, header: { ts: String(now) } }],
  ['a timestamp with a zero before it', 'bad-mac', { header: { ts: `0${now}` } }],
  [
    'the hash of another body',
    'bad-mac',
    { header: { hash: otherHash }, wire: { body: new TextEncoder().encode('{}') } },
  ],
  ['the hash taken out', 'bad-mac', { header: { hash: '' } }],
  ['ext added', 'bad-mac', { header: { ext: 'admin' } }],
  ['ext changed', 'bad-mac', { signed: { ext: 'user' }, header: { ext: 'admin' } }],
  ['ext taken out', 'bad-mac', { signed: { ext: 'user' }, header: { ext: '' } }],
  ['app added', 'bad-mac', { header: { app: 'a' } }],
  ['app changed', 'bad-mac', { signed: { app: 'a' }, header: { app: 'b' } }],
  ['dlg changed', 'bad-mac', { signed: { app: 'a', dlg: 'd' }, header: { dlg: 'e' } }],
  ['dlg added beside no app', 'malformed-header', { header: { dlg: 'd' } }],
  // another's name, or a wrong key
  ['the id of another key', 'bad-mac', { header: { id: 'bob' } }],
  ['an id nobody has', 'unknown-id', { header: { id: 'mallory' } }],
  ['an id of Object.prototype', 'unknown-id', { header: { id: 'toString' } }],
  ['the id __proto__', 'unknown-id', { header: { id: '__proto__' } }],
  ['the id in another case', 'unknown-id', { header: { id: 'Alice' } }],
  ['a blank after the id', 'unknown-id', { header: { id: 'alice ' } }],
  ['the key of another', 'bad-mac', { key: 'secret of bob' }],
  ['an empty key', 'bad-mac', { key: '' }],
  ['an id nobody has, with an empty key', 'unknown-id', { header: { id: 'mallory' }, key: '' }],
  ['an id nobody has, with the key "undefined"', 'unknown-id', { header: { id: 'mallory' }, key: 'undefined' }],
  // a wrong MAC
  ['an empty MAC', 'malformed-header', { header: { mac: '' } }],
  ['a MAC of one character', 'bad-mac', { header: { mac: 'A' } }],
  ['a MAC of zeros', 'bad-mac', { header: { mac: `${'A'.repeat(43)}=` } }],
  ['the MAC without its padding', 'bad-mac', { rewrite: replace(/(mac="[^"=]+)=/, '$1') }],
  ['the MAC with more padding', 'bad-mac', { rewrite: replace(/(mac="[^"]+)"/, '$1="') }],
  [
    'the MAC in upper case',
    'bad-mac',
    { rewrite: (text) => text.replace(/(?<=mac=")[^"]+/, (mac) => mac.toUpperCase()) },
  ],
  ['the MAC in hex', 'bad-mac', { header: { mac: '0'.repeat(64) } }],
  ['the MAC of an answer', 'bad-mac', { kind: 'response' }],
  // signed with the right key, and still not to be let in: what a careless client or an insider sends
  ['no payload hash', 'no-payload-hash', { signed: { hash: '' } }],
  ['the hash of no body', 'bad-payload-hash', { signed: { hash: nodePayloadHash('', '') } }],
  ['a hash that is no hash', 'bad-payload-hash', { signed: { hash: 'x' } }],
  ['the time of a minute and a second ago', 'stale', { signed: { ts: String(now - 61) } }],
  ['the time of a minute and a second ahead', 'stale', { signed: { ts: String(now + 61) } }],
  ['the time 0', 'stale', { signed: { ts: '0' } }],
  ['milliseconds for seconds', 'stale', { signed: { ts: String(now * 1000) } }],
  ['the time "abc"', 'malformed-timestamp', { signed: { ts: 'abc' } }],
  ['the time "NaN"', 'malformed-timestamp', { signed: { ts: 'NaN' } }],
  ['the time "Infinity"', 'malformed-timestamp', { signed: { ts: 'Infinity' } }],
  ['a negative time', 'malformed-timestamp', { signed: { ts: `-${now}` } }],
  ['a time with a sign', 'malformed-timestamp', { signed: { ts: `+${now}` } }],
  ['a time with a fraction', 'malformed-timestamp', { signed: { ts: `${now}.0` } }],
  ['a time in hex', 'malformed-timestamp', { signed: { ts: `0x${now.toString(16)}` } }],
  ['a time with an exponent', 'malformed-timestamp', { signed: { ts: '17e8' } }],
  ['a time with a blank', 'malformed-timestamp', { signed: { ts: ` ${now}` } }],
  ['a time of 16 digits', 'malformed-timestamp', { signed: { ts: `000000${now}` } }],
  ['no time', 'malformed-header', { signed: { ts: '' } }],
  ['no nonce', 'malformed-header', { signed: { nonce: '' } }],
  ['no id', 'malformed-header', { header: { id: '' } }],
  // a header that could be read in two ways
  ['no header', 'malformed-header', { rewrite: () => '' }],
  ['another scheme', 'malformed-header', { rewrite: replace('Hawk', 'Bearer') }],
  ['no scheme', 'malformed-header', { rewrite: replace('Hawk ', '') }],
  ['the id twice', 'malformed-header', { rewrite: append(', id="bob"') }],
  ['the MAC twice', 'malformed-header', { rewrite: append(', mac="x"') }],
  ['an unknown attribute', 'malformed-header', { rewrite: append(', alg="none"') }],
  ['an algorithm', 'malformed-header', { rewrite: append(', algorithm="sha1"') }],
  ['half of a header', 'malformed-header', { rewrite: (text) => text.slice(0, text.length / 2) }],
  ['a header without its last quote', 'malformed-header', { rewrite: (text) => text.slice(0, -1) }],
  ['a header without its MAC', 'malformed-header', { rewrite: replace(/, mac="[^"]+"/, '') }],
  ['text after the header', 'malformed-header', { rewrite: append(' x') }],
  ['two headers joined', 'malformed-header', { rewrite: (text) => `${text}, ${text}` }],
  ['a line break in the header', 'malformed-header', { rewrite: replace('", ', '",\r\n ') }],
  ['a NUL in the id', 'malformed-header', { header: { id: 'alice\0' } }],
  ['an id beyond ASCII', 'malformed-header', { header: { id: 'alic\u0435' } }],
  ['a header over 4,096 bytes', 'malformed-header', { signed: { ext: 'e'.repeat(4096) } }],
  // a request whose parts could run into each other
  ['a Host with a line break', 'malformed-request', { wire: { host: 'example.com\nx' } }],
  ['a Host with a path', 'malformed-request', { wire: { host: 'example.com/x' } }],
  ['a Host with userinfo', 'malformed-request', { wire: { host: 'a@example.com' } }],
  ['a Host beyond ports', 'malformed-request', { wire: { host: 'example.com:65536' } }],
  ['an empty Host', 'malformed-request', { wire: { host: '' } }],
  ['no port at all', 'malformed-request', { wire: { port: undefined } }],
  [
    'a path with a line break',
    'malformed-request',
    { wire: { path: '/a\nexample.com' }, signed: { path: '/a\nexample.com' } },
  ],
  ['a method with a line break', 'malformed-request', { wire: { method: 'POST\n/a' }, signed: { method: 'POST\n/a' } }],
]

function createVerifier() {
  const claims: string[] = []
  const nonces: NonceStore = {
    claim: async (_, nonce) => {
      claims.push(nonce)
      return true
    },
  }
  return { claims, verify: createHawkVerifier({ findKey: (id) => keys[id], nonces, now: () => now * 1000 }) }
}

describe('createHawkVerifier()', () => {
  test('lets in the request that the forgeries are made from', async () => {
    const { verify, claims } = createVerifier()
    expect(await verify(forge({}))).toMatchObject({ ok: true, id: 'alice' })
    expect(claims).toEqual(['n0nce'])
  })

  test.each(forgeries)('refuses %s as %s', async (_, reason, forgery) => {
    const { verify, claims } = createVerifier()
    expect(await verify(forge(forgery))).toEqual({ ok: false, reason })
    expect(claims).toEqual([])
  })

  test('refuses the header cut off at any length', async () => {
    const { verify, claims } = createVerifier()
    const whole = forge({ signed: { ext: 'x', app: 'a', dlg: 'd' } })
    expect(await verify(whole)).toMatchObject({ ok: true })
    for (let length = 0; length < whole.authorization.length; length++) {
      const authorization = whole.authorization.slice(0, length)
      expect(await verify({ ...whole, authorization })).toMatchObject({ ok: false })
    }
    expect(claims).toEqual(['n0nce'])
  })

  test('refuses the header with any one character changed', async () => {
    const { verify } = createVerifier()
    const whole = forge({})
    for (let index = 'Hawk '.length; index < whole.authorization.length; index++) {
      const text = whole.authorization
      const changed = text.slice(0, index) + (text[index] === 'x' ? 'y' : 'x') + text.slice(index + 1)
      expect(await verify({ ...whole, authorization: changed })).toMatchObject({ ok: false })
    }
  })
})
