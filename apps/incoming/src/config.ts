import { type AccessKey, addressAllowList, type BearerAuthenticatorOptions, type HashedApiKey } from '@as/query-proxy'
import { type BackingServices, ConfigurationError, parseEnvironment, readAll, readBackingServices } from '@as/service'
import * as v from 'valibot'
import { callerEntries, text, withPlainPermissions } from './caller-settings.ts'

type Environment = Readonly<Record<string, string | undefined>>

const wholeNumber = (most: number, what: string) =>
  v.pipe(
    text,
    v.regex(/^\d{1,9}$/, what),
    v.transform(Number),
    v.check((value) => value <= most, what),
  )

const addressRange = v.pipe(
  text,
  v.check((entry) => {
    try {
      addressAllowList([entry])
      return true
    } catch {
      return false
    }
  }, 'expected an address or a range, such as 192.0.2.7, 10.0.0.0/8 or 2001:db8::/32'),
)

const keyPair = v.object({
  KEY_ID: text,
  SECRET_KEY: text,
  ...callerEntries,
})

const apiKey = v.object({
  ID: text,
  SHA256: v.pipe(text, v.regex(/^[0-9a-f]{64}$/i, 'expected the SHA-256 of a key, 64 hexadecimal digits')),
  ...callerEntries,
})

const url = v.pipe(text, v.regex(/^https?:\/\/[^\s@]+$/, 'expected an address: https://…'))

const tokens = v.object({
  ISSUER: url,
  AUDIENCE: v.pipe(v.array(text, 'expected a list: INCOMING_TOKENS__AUDIENCE__1, …'), v.minLength(1)),
  CLAIM: v.optional(text, 'sub'),
  JWKS_URL: v.optional(url),
  CALLERS: v.pipe(
    v.array(v.object({ ID: text, ...callerEntries }), 'expected a list: INCOMING_TOKENS__CALLERS__1__ID, …'),
    v.minLength(1),
  ),
})

const settings = v.object({
  PORT: wholeNumber(65_535, 'expected a port number'),
  INCOMING_ACCESS_KEY_PAIRS: v.pipe(
    v.array(keyPair, 'expected a list: INCOMING_ACCESS_KEY_PAIRS__1__KEY_ID, …'),
    v.minLength(1),
  ),
  INCOMING_API_KEYS: v.optional(v.array(apiKey, 'expected a list: INCOMING_API_KEYS__1__ID, …'), []),
  INCOMING_TOKENS: v.optional(tokens),
  INCOMING_IP_WHITELIST: v.array(addressRange, 'expected a list: INCOMING_IP_WHITELIST__1, …'),
  INCOMING_TRUSTED_HOPS: v.optional(wholeNumber(10, 'expected a number of proxies, such as 1'), '1'),
  HAWK_NONCE_EXPIRE_SECONDS: v.optional(wholeNumber(86_400, 'expected a number of seconds, such as 120'), '120'),
  FEEDS: v.optional(v.array(v.object({ UNIQUE_ID: text }), 'expected a list: FEEDS__1__UNIQUE_ID, …')),
})

export interface IncomingConfig {
  readonly port: number
  readonly keys: readonly AccessKey[]
  readonly apiKeys: readonly HashedApiKey[]
  /** Whose tokens are taken; `undefined` for nobody's. */
  readonly tokens: Pick<BearerAuthenticatorOptions, 'issuer' | 'audience' | 'claim' | 'jwksUrl' | 'callers'> | undefined
  readonly allowedAddresses: readonly string[]
  readonly trustedHops: number
  readonly nonceTtlSeconds: number
  /** `undefined` where the environment names no feed: outgoing then says which there are. */
  readonly feeds: readonly string[] | undefined
  readonly services: BackingServices
}

/** @throws {ConfigurationError} Naming every wrong or missing variable at once. */
export function readConfig(env: Environment): IncomingConfig {
  const { parsed, services } = readAll({
    parsed: () => readSettings(env),
    services: () => readBackingServices(env),
  })
  return {
    port: parsed.PORT,
    keys: parsed.INCOMING_ACCESS_KEY_PAIRS.map(({ KEY_ID, SECRET_KEY, STRICT, PERMISSIONS }) => ({
      id: KEY_ID,
      key: SECRET_KEY,
      permissions: PERMISSIONS,
      strict: STRICT,
    })),
    apiKeys: parsed.INCOMING_API_KEYS.map(({ ID, SHA256, STRICT, PERMISSIONS }) => ({
      id: ID,
      sha256: SHA256,
      permissions: PERMISSIONS,
      strict: STRICT,
    })),
    tokens: parsed.INCOMING_TOKENS && tokensOf(parsed.INCOMING_TOKENS),
    allowedAddresses: parsed.INCOMING_IP_WHITELIST,
    trustedHops: parsed.INCOMING_TRUSTED_HOPS,
    nonceTtlSeconds: parsed.HAWK_NONCE_EXPIRE_SECONDS,
    feeds: parsed.FEEDS?.map((feed) => feed.UNIQUE_ID),
    services,
  }
}

function tokensOf(given: v.InferOutput<typeof tokens>): IncomingConfig['tokens'] {
  return {
    issuer: given.ISSUER,
    audience: given.AUDIENCE,
    claim: given.CLAIM,
    ...(given.JWKS_URL === undefined ? {} : { jwksUrl: given.JWKS_URL }),
    callers: given.CALLERS.map(({ ID, STRICT, PERMISSIONS }) => ({ id: ID, permissions: PERMISSIONS, strict: STRICT })),
  }
}

function readSettings(env: Environment): v.InferOutput<typeof settings> {
  const parsed = parseEnvironment(settings, withPlainPermissions(env))
  const faults = [
    twice(
      'INCOMING_ACCESS_KEY_PAIRS',
      'KEY_IDs',
      parsed.INCOMING_ACCESS_KEY_PAIRS.map(({ KEY_ID }) => KEY_ID),
    ),
    twice(
      'INCOMING_API_KEYS',
      'SHA256s',
      parsed.INCOMING_API_KEYS.map(({ SHA256 }) => SHA256.toLowerCase()),
    ),
    twice('INCOMING_TOKENS__CALLERS', 'IDs', parsed.INCOMING_TOKENS?.CALLERS.map(({ ID }) => ID) ?? []),
  ].flat()
  if (faults.length > 0) throw new ConfigurationError(faults)
  return parsed
}

function twice(name: string, what: string, values: readonly string[]): string[] {
  const repeated = values.filter((value, position) => values.indexOf(value) !== position)
  if (repeated.length === 0) return []
  return [`${name}: ${repeated.length} ${what} are there more than once; give each its own`]
}
