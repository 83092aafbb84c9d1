import { ConfigurationError } from './configuration-error.ts'

/** How to sign or authenticate requests to OpenSearch. */
export type OpenSearchAuthentication =
  | { readonly type: 'none' }
  | { readonly type: 'basic'; readonly username: string; readonly password: string }
  | {
      readonly type: 'sigv4'
      readonly accessKeyId: string
      readonly secretAccessKey: string
      readonly region: string
      readonly service: 'es'
    }

export interface BackingServices {
  readonly redis: { readonly url: string }
  /** `url` holds no credentials. */
  readonly opensearch: { readonly url: string; readonly authentication: OpenSearchAuthentication }
}

type Environment = Readonly<Record<string, string | undefined>>

const awsNames = ['ES_URI', 'ES_VERSION', 'ES_AWS_ACCESS_KEY_ID', 'ES_AWS_SECRET_ACCESS_KEY', 'ES_AWS_REGION'] as const

/**
 * Finds Redis and OpenSearch in the environment. `REDIS_URL` and `OPENSEARCH_URL` win; then, for OpenSearch, the five
 * `ES_*` variables of an AWS-signed cluster, which count only when all are set; then Cloud Foundry's `VCAP_SERVICES`,
 * where `elasticsearch` goes before `opensearch`. Credentials in an OpenSearch URL become HTTP Basic.
 *
 * @throws {ConfigurationError} Naming what is missing or is no URL.
 */
export function readBackingServices(env: Environment): BackingServices {
  const faults: string[] = []
  const vcap = readVcap(env, faults)
  const redis = env.REDIS_URL
    ? { name: 'REDIS_URL', uri: env.REDIS_URL }
    : { name: 'VCAP_SERVICES redis[0].credentials.uri', uri: vcapUri(vcap, 'redis') }
  const redisUrl = readUrl(redis, ['redis:', 'rediss:'], faults, 'REDIS_URL (or redis in VCAP_SERVICES) is missing')
  const opensearch = readOpenSearch(env, vcap, faults)
  if (!redisUrl || !opensearch) throw new ConfigurationError(faults)
  return { redis: { url: redisUrl.href }, opensearch }
}

function readOpenSearch(env: Environment, vcap: unknown, faults: string[]): BackingServices['opensearch'] | undefined {
  const [uri, , accessKeyId, secretAccessKey, region] = awsNames.map((name) => env[name])
  const aws = !env.OPENSEARCH_URL && awsNames.every((name) => env[name])
  const found = env.OPENSEARCH_URL
    ? { name: 'OPENSEARCH_URL', uri: env.OPENSEARCH_URL }
    : aws
      ? { name: 'ES_URI', uri }
      : vcapUri(vcap, 'elasticsearch')
        ? { name: 'VCAP_SERVICES elasticsearch[0].credentials.uri', uri: vcapUri(vcap, 'elasticsearch') }
        : { name: 'VCAP_SERVICES opensearch[0].credentials.uri', uri: vcapUri(vcap, 'opensearch') }
  const missing =
    'OPENSEARCH_URL is missing (or opensearch in VCAP_SERVICES, or all five of ES_URI, ES_VERSION, ES_AWS_ACCESS_KEY_ID, ES_AWS_SECRET_ACCESS_KEY, ES_AWS_REGION)'
  const url = readUrl(found, ['http:', 'https:'], faults, missing)
  if (!url) return undefined
  const authentication: OpenSearchAuthentication =
    aws && accessKeyId && secretAccessKey && region
      ? { type: 'sigv4', accessKeyId, secretAccessKey, region, service: 'es' }
      : url.username !== '' || url.password !== ''
        ? { type: 'basic', username: decodeURIComponent(url.username), password: decodeURIComponent(url.password) }
        : { type: 'none' }
  url.username = ''
  url.password = ''
  return { url: url.href.replace(/\/$/, ''), authentication }
}

function readVcap(env: Environment, faults: string[]): unknown {
  if (!env.VCAP_SERVICES) return undefined
  try {
    return JSON.parse(env.VCAP_SERVICES)
  } catch {
    faults.push('VCAP_SERVICES: expected JSON')
    return undefined
  }
}

/** `{"redis":[{"credentials":{"uri":…}}]}` */
function vcapUri(vcap: unknown, service: string): string | undefined {
  const uri = (vcap as Record<string, { credentials?: { uri?: unknown } }[]> | undefined)?.[service]?.[0]?.credentials
    ?.uri
  return typeof uri === 'string' ? uri : undefined
}

function readUrl(
  { name, uri }: { name: string; uri: string | undefined },
  protocols: readonly string[],
  faults: string[],
  missing: string,
): URL | undefined {
  if (!uri) {
    faults.push(missing)
    return undefined
  }
  const url = URL.canParse(uri) ? new URL(uri) : undefined
  if (url && protocols.includes(url.protocol)) return url
  faults.push(`${name}: expected a URL that starts with ${protocols.map((p) => `${p}//`).join(' or ')}`)
  return undefined
}
