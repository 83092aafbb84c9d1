import { readFileSync } from 'node:fs'
import { familyFault } from '@as/index-swapper'
import type { ExtraFields } from '@as/ingest'
import { type BackingServices, ConfigurationError, parseEnvironment, readAll, readBackingServices } from '@as/service'
import * as v from 'valibot'

type Environment = Readonly<Record<string, string | undefined>>

const text = v.pipe(v.string('expected a text'), v.nonEmpty('expected a text that is not empty'))

const seconds = v.pipe(
  text,
  v.regex(/^\d+(\.\d+)?$/, 'expected a number of seconds, such as 1 or 0.25'),
  v.transform((value) => Number(value) * 1000),
)

const secondsList = v.pipe(
  text,
  v.regex(/^\d+(\.\d+)?(\s*,\s*\d+(\.\d+)?)*$/, 'expected numbers of seconds with commas between, such as 1,2,4'),
  v.transform((value) => value.split(',').map((item) => Number(item) * 1000)),
)

const seed = v.pipe(
  text,
  v.check((value) => {
    if (!URL.canParse(value)) return false
    const { protocol, username, password } = new URL(value)
    return ['http:', 'https:'].includes(protocol) && username === '' && password === ''
  }, 'expected a http or https URL without credentials in it'),
)

const share = v.pipe(
  text,
  v.regex(/^(0(\.\d+)?|1(\.0+)?)$/, 'expected a share from 0 to 1, such as 0.5'),
  v.transform(Number),
)

const whole = (expected: string) => v.pipe(text, v.regex(/^\d{1,9}$/, expected), v.transform(Number))
const documents = whole('expected a number of documents, such as 500')

const yesOrNo = v.pipe(
  text,
  v.picklist(['true', 'false'], 'expected true or false'),
  v.transform((value) => value === 'true'),
)

/** What an operator sets for all feeds, or for one as `FEEDS__n__…`. */
const perFeed = {
  FULL_INGEST_MIN_INTERVAL_SECONDS: v.optional(seconds),
  FULL_INGEST_PAGE_INTERVAL_SECONDS: v.optional(seconds),
  UPDATES_INTERVAL_SECONDS: v.optional(seconds),
  RETRY_INTERVALS_SECONDS: v.optional(secondsList),
  FORGET_DELETED: v.optional(yesOrNo),
  GUARD_REMOVED_SHARE: v.optional(share),
  GUARD_REMOVED_COUNT: v.optional(documents),
  GUARD_REFUSED_SHARE: v.optional(share),
  GUARD_REFUSED_COUNT: v.optional(documents),
  GUARD_AGREEING_PASSES: v.optional(whole('expected a number of passes, such as 3')),
}

const anyFeed = {
  UNIQUE_ID: v.pipe(
    text,
    v.check((id) => familyFault(id) === undefined, 'expected lower-case letters, digits, - and _, at most 120 bytes'),
  ),
  SEED: seed,
  ...perFeed,
}

const feed = v.variant(
  'TYPE',
  [
    v.object({
      ...anyFeed,
      TYPE: v.picklist(['activity_stream', 'atom']),
      ACCESS_KEY_ID: v.optional(text),
      SECRET_ACCESS_KEY: v.optional(text),
      BEARER_TOKEN: v.optional(text),
      BASIC_USER: v.optional(text),
      BASIC_PASSWORD: v.optional(text),
    }),
    v.object({ ...anyFeed, TYPE: v.literal('zendesk'), API_EMAIL: text, API_KEY: text }),
  ],
  'expected activity_stream, atom or zendesk',
)

const settings = v.object({
  FEEDS: v.pipe(
    v.array(feed, 'expected a list: FEEDS__1__UNIQUE_ID, FEEDS__1__SEED, FEEDS__1__TYPE, …'),
    v.minLength(1),
  ),
  ...perFeed,
  HTTP_TIMEOUT_SECONDS: v.optional(seconds, '60'),
  INDEX_REPLICAS: v.optional(whole('expected a number of replicas, such as 1'), '1'),
  KEEP_GENERATIONS: v.optional(whole('expected a number of generations, such as 1'), '1'),
  RETIRE_AFTER_SECONDS: v.optional(seconds, '60'),
  MAPPINGS_FILE: v.optional(text),
  ADMIN_PORT: v.optional(whole('expected a port number')),
  ADMIN_HOST: v.optional(text, '127.0.0.1'),
  ADMIN_TOKEN: v.optional(v.pipe(text, v.minLength(16, 'expected at least 16 characters'))),
})

/** One `FEEDS__n__…`, its intervals in milliseconds. */
export type FeedSettings = v.InferOutput<typeof feed>

export interface OutgoingConfig {
  readonly feeds: readonly FeedSettings[]
  /** For feeds that have none of their own; intervals in milliseconds. */
  readonly forAllFeeds: v.InferOutput<v.ObjectSchema<typeof perFeed, undefined>>
  readonly httpTimeoutMs: number
  readonly replicas: number
  readonly keepGenerations: number
  readonly retireAfterMs: number
  readonly extraFields: ExtraFields
  /** Where operators ask; `undefined` for nowhere. */
  readonly admin: { readonly port: number; readonly host: string; readonly token: string } | undefined
  readonly services: BackingServices
}

/** @throws {ConfigurationError} Naming every wrong or missing variable at once. */
export function readConfig(env: Environment): OutgoingConfig {
  const { parsed, services, extraFields } = readAll({
    parsed: () => readSettings(env),
    services: () => readBackingServices(env),
    extraFields: () => readExtraFields(env.MAPPINGS_FILE),
  })
  return {
    feeds: parsed.FEEDS,
    forAllFeeds: parsed,
    httpTimeoutMs: parsed.HTTP_TIMEOUT_SECONDS,
    replicas: parsed.INDEX_REPLICAS,
    keepGenerations: parsed.KEEP_GENERATIONS,
    retireAfterMs: parsed.RETIRE_AFTER_SECONDS,
    extraFields,
    admin: adminOf(parsed),
    services,
  }
}

function readSettings(env: Environment): v.InferOutput<typeof settings> {
  const parsed = parseEnvironment(settings, env, {
    FEEDS: 'set FEEDS__1__UNIQUE_ID, FEEDS__1__SEED and FEEDS__1__TYPE, and so on for each feed',
  })
  const ids = parsed.FEEDS.map((entry) => entry.UNIQUE_ID)
  const twice = new Set(ids.filter((id, position) => ids.indexOf(id) !== position))
  const faults = [
    ...[...twice].map((id) => `FEEDS: two feeds have the UNIQUE_ID "${id}"; give each its own`),
    ...parsed.FEEDS.flatMap(credentialFaults),
    ...(parsed.ADMIN_PORT !== undefined && parsed.ADMIN_TOKEN === undefined
      ? ['ADMIN_TOKEN is missing; ADMIN_PORT opens the admin API, which needs a token of at least 16 characters']
      : []),
  ]
  if (faults.length > 0) throw new ConfigurationError(faults)
  return parsed
}

function adminOf({ ADMIN_PORT, ADMIN_HOST, ADMIN_TOKEN }: v.InferOutput<typeof settings>): OutgoingConfig['admin'] {
  if (ADMIN_PORT === undefined || ADMIN_TOKEN === undefined) return undefined
  return { port: ADMIN_PORT, host: ADMIN_HOST, token: ADMIN_TOKEN }
}

function credentialFaults(entry: FeedSettings): string[] {
  if (entry.TYPE === 'zendesk') return []
  const pairs = [
    ['ACCESS_KEY_ID', 'SECRET_ACCESS_KEY'],
    ['BASIC_USER', 'BASIC_PASSWORD'],
  ] as const
  return pairs.flatMap(([one, other]) => {
    if ((entry[one] === undefined) === (entry[other] === undefined)) return []
    const missing = entry[one] === undefined ? one : other
    return [`FEEDS: the feed "${entry.UNIQUE_ID}" has ${missing === one ? other : one} without ${missing}; set both`]
  })
}

const properties = v.optional(v.record(v.string(), v.looseObject({})))
const mappings = v.strictObject({ activities: properties, objects: properties })

/** Reads `{"activities":{"object.x":{"type":"keyword"}},"objects":{…}}`: OpenSearch `properties` for each alias. */
function readExtraFields(file: string | undefined): ExtraFields {
  if (!file) return {}
  try {
    const { activities, objects } = v.parse(mappings, JSON.parse(readFileSync(file, 'utf8')))
    return { ...(activities && { activities }), ...(objects && { objects }) }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new ConfigurationError([
      `MAPPINGS_FILE: expected the name of a JSON file {"activities":{…properties…},"objects":{…properties…}}; ${reason}`,
    ])
  }
}
