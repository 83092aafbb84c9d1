import fc from 'fast-check'

const methods = fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'get', 'Post')

const hosts = fc.webUrl({
  authoritySettings: { withPort: true, withIPv4: true, withIPv6: true },
  withQueryParameters: true,
  size: 'small',
})
const paths = fc
  .tuple(fc.string({ unit: 'grapheme', maxLength: 20 }), fc.option(fc.string({ unit: 'grapheme', maxLength: 20 })))
  .map(([path, query]) => `https://Example.com:8443/${path}${query ? `?q=${query}` : ''}`)
  .filter((url) => URL.canParse(url))

const contentTypes = fc.oneof(
  fc.constantFrom(
    '',
    'application/json',
    'application/json; charset=utf-8',
    'Application/JSON ;charset=UTF-8',
    'text/plain;',
    ' text/html ',
    ';',
  ),
  fc.stringMatching(/^[ -~]{0,30}$/),
)

const bodies = fc.oneof(fc.constant(''), fc.string({ unit: 'binary' }), fc.uint8Array({ maxLength: 200 }))

/** Header text that every Hawk library accepts as an attribute: printable ASCII without `"` and `\`. */
export const plainHeaderText: fc.Arbitrary<string> = fc.stringMatching(/^[ !#-[\]-~]{1,30}$/)

/** Anything that may be signed: methods, URLs, content types, bodies and ext. */
export const signable: fc.Arbitrary<{
  request: { method: string; url: URL; contentType: string; body: string | Uint8Array }
  credentials: { id: string; key: string }
  ext: string | undefined
}> = fc.record({
  request: fc.record({
    method: methods,
    // an empty query is the one thing that clients send in different ways
    url: fc.oneof(hosts, paths).map((url) => new URL(url.replace(/\?(?=#|$)/, ''))),
    contentType: contentTypes,
    body: bodies,
  }),
  credentials: fc.record({
    id: plainHeaderText,
    key: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 80 }),
  }),
  ext: fc.option(plainHeaderText, { nil: undefined }),
})
