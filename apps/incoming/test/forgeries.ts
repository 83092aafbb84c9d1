import { type HawkCredentials, signRequest } from '@as/hawk'

/** A request as it goes over the wire. */
export interface WireRequest {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export const path = '/v3/activities/_search'
const body = '{"size":0}'
const contentType = 'application/json'

interface Signing {
  readonly method?: string
  readonly url?: string
  readonly contentType?: string
  readonly body?: string
  readonly credentials?: HawkCredentials
  readonly timestampSeconds?: number
  readonly nonce?: string
  readonly ext?: string
}

/** A good request, but for what is said to be signed otherwise. */
export async function signed(key: HawkCredentials, signing: Signing = {}): Promise<WireRequest> {
  const { credentials = key, timestampSeconds, nonce, ext, ...request } = signing
  const { authorization } = await signRequest(
    { method: 'POST', url: `https://a.example${path}`, contentType, body, ...request },
    credentials,
    {
      ...(timestampSeconds === undefined ? {} : { timestampSeconds }),
      ...(nonce === undefined ? {} : { nonce }),
      ...(ext === undefined ? {} : { ext }),
    },
  )
  const headers = {
    host: 'a.example',
    'content-type': contentType,
    authorization,
    'x-forwarded-for': '10.1.1.1, 10.2.2.2',
    'x-forwarded-proto': 'https',
  }
  return { method: 'POST', path, headers, body }
}

const now = (): number => Math.floor(Date.now() / 1000)

/** Changes the Authorization header of a good request. */
const header =
  (change: (authorization: string) => string) =>
  async (key: HawkCredentials): Promise<WireRequest> => {
    const good = await signed(key)
    const authorization = change(good.headers.authorization ?? '')
    if (authorization === good.headers.authorization) throw new Error('the forgery is none')
    return { ...good, headers: { ...good.headers, authorization } }
  }

/** Changes what is sent after it was signed. */
const sent =
  (change: Partial<Omit<WireRequest, 'headers'>> & { headers?: Readonly<Record<string, string>> }) =>
  async (key: HawkCredentials): Promise<WireRequest> => {
    const good = await signed(key)
    return { ...good, ...change, headers: { ...good.headers, ...change.headers } }
  }

const otherwise = (signing: Signing) => (key: HawkCredentials) => signed(key, signing)
const attribute = (name: string, value: string) =>
  header((text) => text.replace(new RegExp(`${name}="[^"]*"`), `${name}="${value}"`))
const without = (name: string) => header((text) => text.replace(new RegExp(`,? ?${name}="[^"]*"`), ''))
const twice = (name: string) =>
  header((text) => `${text}, ${new RegExp(`${name}="[^"]*"`).exec(text)?.[0] ?? `${name}="x"`}`)

/** Requests that have to be refused. */
export const forgeries: Readonly<Record<string, (key: HawkCredentials) => Promise<WireRequest>>> = {
  'ts 61 s ago': (key) => signed(key, { timestampSeconds: now() - 62 }),
  'ts 61 s ahead': (key) => signed(key, { timestampSeconds: now() + 62 }),
  'ts of 1970': otherwise({ timestampSeconds: 0 }),
  'ts abc': attribute('ts', 'abc'),
  'ts NaN': attribute('ts', 'NaN'),
  'ts Infinity': attribute('ts', 'Infinity'),
  'ts negative': attribute('ts', '-1'),
  'ts in hexadecimal': attribute('ts', '0x6500'),
  'ts with a fraction': attribute('ts', `${now()}.5`),
  'ts with a blank': attribute('ts', ` ${now()}`),
  'ts with an exponent': attribute('ts', '17e8'),
  'ts of 16 digits': attribute('ts', '1700000000000000'),
  'ts one later': header((text) => text.replace(/ts="(\d+)"/, (_, ts: string) => `ts="${Number(ts) + 1}"`)),
  'ts with a sign': attribute('ts', `+${now()}`),
  'no ts': without('ts'),
  'no nonce': without('nonce'),
  'no mac': without('mac'),
  'no id': without('id'),
  'no hash': without('hash'),
  'empty mac': attribute('mac', ''),
  'empty nonce': attribute('nonce', ''),
  'empty id': attribute('id', ''),
  'empty hash': attribute('hash', ''),
  'another nonce': attribute('nonce', 'other'),
  'another id': attribute('id', 'nobody'),
  'id __proto__': attribute('id', '__proto__'),
  'id constructor': attribute('id', 'constructor'),
  'another mac': attribute('mac', 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA='),
  'a mac without padding': header((text) => text.replace(/(mac="[^"=]+)="/, '$1"')),
  'another hash': attribute('hash', 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA='),
  'an ext that was not signed': header((text) => `${text}, ext="x"`),
  'an app that was not signed': header((text) => `${text}, app="x"`),
  'a dlg that was not signed': header((text) => `${text}, dlg="x"`),
  'mac twice': twice('mac'),
  'id twice': twice('id'),
  'ts twice': twice('ts'),
  'an unknown attribute': header((text) => `${text}, admin="true"`),
  'no quotes': header((text) => text.replaceAll('"', '')),
  'single quotes': header((text) => text.replaceAll('"', "'")),
  'something after it': header((text) => `${text} x`),
  'something before it': header((text) => `x ${text}`),
  'another scheme': header((text) => text.replace('Hawk', 'Basic')),
  'no scheme': header((text) => text.replace('Hawk ', '')),
  'the scheme alone': header(() => 'Hawk'),
  'a header of 5,000 bytes': header((text) => `${text}, ext="${'x'.repeat(5_000)}"`),
  'another key': (key) => signed(key, { credentials: { id: key.id, key: 'guessed' } }),
  'no key': (key) => signed(key, { credentials: { id: key.id, key: ' ' } }),
  'another method signed': otherwise({ method: 'GET' }),
  'another method sent': sent({ method: 'GET' }),
  'another path signed': otherwise({ url: 'https://a.example/v3/objects/_search' }),
  'another path sent': sent({ path: '/v3/objects/_search' }),
  'a query added': sent({ path: `${path}?a=1` }),
  'a query taken away': otherwise({ url: `https://a.example${path}?a=1` }),
  'a path encoded': sent({ path: '/v3/activities/%5Fsearch' }),
  'another host signed': otherwise({ url: `https://b.example${path}` }),
  'another host sent': sent({ headers: { host: 'b.example' } }),
  'another port signed': otherwise({ url: `https://a.example:8443${path}` }),
  'another port sent': sent({ headers: { host: 'a.example:8443' } }),
  'another scheme of the URL': sent({ headers: { 'x-forwarded-proto': 'http' } }),
  'another body signed': otherwise({ body: '{"size":1}' }),
  'another body sent': sent({ body: '{"size":1}' }),
  'a blank more in the body': sent({ body: `${body} ` }),
  'no body sent': sent({ body: '' }),
  'another content type signed': otherwise({ contentType: 'text/plain' }),
  'another content type sent': sent({ headers: { 'content-type': 'text/plain' } }),
  'an empty content type sent': sent({ headers: { 'content-type': '' } }),
  'an address outside': sent({ headers: { 'x-forwarded-for': '10.1.1.1, 192.0.2.1, 10.2.2.2' } }),
}
