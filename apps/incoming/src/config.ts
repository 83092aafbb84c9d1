import { type AccessKey, addressAllowList, type Permission } from '@as/query-proxy'
import { type BackingServices, ConfigurationError, parseEnvironment, readAll, readBackingServices } from '@as/service'
import * as v from 'valibot'

type Environment = Readonly<Record<string, string | undefined>>

const text = v.pipe(v.string('expected a text'), v.nonEmpty('expected a text that is not empty'))

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

const permission = v.pipe(
  v.unknown(),
  v.rawTransform<unknown, Permission>(({ dataset, addIssue, NEVER }) => {
    const found = permissionOf(dataset.value)
    if (found) return found
    addIssue({ message: 'expected __MATCH_ALL__, __MATCH_NONE__, or __TERMS_KEY and __TERMS_VALUES__1, …' })
    return NEVER
  }),
)

const permissions = v.optional(
  v.pipe(
    v.unknown(),
    v.transform((value) => (Array.isArray(value) ? (value as unknown[]) : [value])),
    v.array(permission),
  ),
  [],
)

const keyPair = v.object({
  KEY_ID: text,
  SECRET_KEY: text,
  PERMISSIONS: v.optional(
    v.strictObject(
      { activities: permissions, objects: permissions },
      'expected permissions for activities or objects: __activities__1=__MATCH_ALL__',
    ),
    {},
  ),
})

const settings = v.object({
  PORT: wholeNumber(65_535, 'expected a port number'),
  INCOMING_ACCESS_KEY_PAIRS: v.pipe(
    v.array(keyPair, 'expected a list: INCOMING_ACCESS_KEY_PAIRS__1__KEY_ID, …'),
    v.minLength(1),
  ),
  INCOMING_IP_WHITELIST: v.array(addressRange, 'expected a list: INCOMING_IP_WHITELIST__1, …'),
  INCOMING_TRUSTED_HOPS: v.optional(wholeNumber(10, 'expected a number of proxies, such as 1'), '1'),
  HAWK_NONCE_EXPIRE_SECONDS: v.optional(wholeNumber(86_400, 'expected a number of seconds, such as 120'), '120'),
  FEEDS: v.optional(v.array(v.object({ UNIQUE_ID: text }), 'expected a list: FEEDS__1__UNIQUE_ID, …')),
})

export interface IncomingConfig {
  readonly port: number
  readonly keys: readonly AccessKey[]
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
    keys: parsed.INCOMING_ACCESS_KEY_PAIRS.map(({ KEY_ID, SECRET_KEY, PERMISSIONS }) => ({
      id: KEY_ID,
      key: SECRET_KEY,
      permissions: PERMISSIONS,
    })),
    allowedAddresses: parsed.INCOMING_IP_WHITELIST,
    trustedHops: parsed.INCOMING_TRUSTED_HOPS,
    nonceTtlSeconds: parsed.HAWK_NONCE_EXPIRE_SECONDS,
    feeds: parsed.FEEDS?.map((feed) => feed.UNIQUE_ID),
    services,
  }
}

function readSettings(env: Environment): v.InferOutput<typeof settings> {
  const parsed = parseEnvironment(settings, withPlainPermissions(env))
  const ids = parsed.INCOMING_ACCESS_KEY_PAIRS.map((pair) => pair.KEY_ID)
  const twice = ids.filter((id, position) => ids.indexOf(id) !== position)
  if (twice.length === 0) return parsed
  throw new ConfigurationError([
    `INCOMING_ACCESS_KEY_PAIRS: ${twice.length} KEY_IDs are there more than once; give each pair its own`,
  ])
}

/**
 * A permission's words begin and end with the separator of nested names: `…__activities__1__` + `__MATCH_ALL__` is
 * `…__activities__1____MATCH_ALL__`. Takes the doubled separators out of such names.
 */
function withPlainPermissions(env: Environment): Environment {
  const plain = (name: string): string => name.replace(/_{3,}/g, '__').replace(/_+$/, '')
  return Object.fromEntries(
    Object.entries(env).map(([name, value]) => [/__PERMISSIONS__/.test(name) ? plain(name) : name, value]),
  )
}

const yes = /^(|1|true|yes|__MATCH_(ALL|NONE)__)$/i

function permissionOf(value: unknown): Permission | undefined {
  if (value === '__MATCH_ALL__') return { type: 'all' }
  if (value === '__MATCH_NONE__') return { type: 'none' }
  if (typeof value !== 'object' || value === null) return undefined
  const { MATCH_ALL, MATCH_NONE, TERMS_KEY, TERMS_VALUES, ...others } = value as Record<string, unknown>
  if (Object.keys(others).length > 0 || Object.keys(value).length === 0) return undefined
  if (TERMS_KEY === undefined && TERMS_VALUES === undefined) {
    const [word] = [MATCH_ALL, MATCH_NONE].filter((found) => found !== undefined)
    if (Object.keys(value).length > 1 || typeof word !== 'string' || !yes.test(word)) return undefined
    return { type: MATCH_ALL === undefined ? 'none' : 'all' }
  }
  const values = typeof TERMS_VALUES === 'string' ? [TERMS_VALUES] : TERMS_VALUES
  const isRight =
    MATCH_ALL === undefined && MATCH_NONE === undefined && typeof TERMS_KEY === 'string' && TERMS_KEY !== ''
  if (!isRight || !Array.isArray(values) || !values.every((item) => typeof item === 'string')) return undefined
  return { type: 'terms', field: TERMS_KEY, values }
}
