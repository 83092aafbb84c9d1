import { type BackingServices, ConfigurationError, parseEnvironment, readAll, readBackingServices } from '@as/service'
import * as v from 'valibot'
import { type LoginConfig, readLogin } from './login/login-config.ts'
import { type DashboardsConfig, dashboardsFault, dashboardsOf } from './proxy/dashboards-config.ts'
import { addressFault } from './security/address-allow-list.ts'
import { isLoopbackHost } from './security/loopback.ts'
import { flag, httpUrl, text, wholeNumber } from './settings.ts'

type Environment = Readonly<Record<string, string | undefined>>

const addressRange = v.pipe(
  text,
  v.check(
    (entry) => addressFault(entry) === undefined,
    'expected an address or a range, such as 192.0.2.7 or 10.0.0.0/8',
  ),
)
const addresses = (name: string) => v.optional(v.array(addressRange, `expected a list: ${name}__1, …`))

const settings = v.object({
  PORT: wholeNumber(65_535, 'expected a port number'),
  CONSOLE_HOST: v.optional(text),
  CONSOLE_URL: v.optional(httpUrl),
  CONSOLE_IP_WHITELIST: addresses('CONSOLE_IP_WHITELIST'),
  INCOMING_IP_WHITELIST: addresses('INCOMING_IP_WHITELIST'),
  CONSOLE_TRUSTED_HOPS: v.optional(wholeNumber(10, 'expected a number of proxies, such as 1'), '1'),
  CONSOLE_PROXY: v.optional(flag, 'true'),
  DASHBOARDS_URL: v.optional(httpUrl),
  OUTGOING_ADMIN_URL: v.optional(httpUrl),
  OUTGOING_ADMIN_TOKEN: v.optional(text),
  INCOMING_URL: v.optional(httpUrl),
  INCOMING_KEY_ID: v.optional(text),
  INCOMING_SECRET_KEY: v.optional(text),
})

export interface ConsoleConfig {
  readonly port: number
  /** `undefined`: every address of the machine. */
  readonly host: string | undefined
  /** The console's address as browsers see it; without one, requests say by Host and X-Forwarded-Proto. */
  readonly url: URL | undefined
  readonly login: LoginConfig
  /** Whoever may call, by X-Forwarded-For; `undefined` for everybody. */
  readonly allowedAddresses: readonly string[] | undefined
  readonly trustedHops: number
  /** Whether there is `/opensearch/`. */
  readonly proxy: boolean
  readonly dashboards: DashboardsConfig | undefined
  readonly outgoing: { readonly url: string; readonly token: string } | undefined
  readonly incoming: { readonly url: string; readonly keyId: string; readonly secretKey: string } | undefined
  readonly services: BackingServices
}

/** @throws {ConfigurationError} Naming every wrong or missing variable at once. */
export function readConfig(env: Environment): ConsoleConfig {
  const { parsed, login, services } = readAll({
    parsed: () => readSettings(env),
    login: () => readLogin(env),
    services: () => readBackingServices(env),
  })
  const { OUTGOING_ADMIN_URL, OUTGOING_ADMIN_TOKEN, INCOMING_URL, INCOMING_KEY_ID, INCOMING_SECRET_KEY } = parsed
  return {
    port: parsed.PORT,
    host: parsed.CONSOLE_HOST ?? (login.type === 'none' ? '127.0.0.1' : undefined),
    url: parsed.CONSOLE_URL === undefined ? undefined : new URL(parsed.CONSOLE_URL),
    login,
    allowedAddresses: parsed.CONSOLE_IP_WHITELIST ?? parsed.INCOMING_IP_WHITELIST,
    trustedHops: parsed.CONSOLE_TRUSTED_HOPS,
    proxy: parsed.CONSOLE_PROXY,
    dashboards:
      parsed.DASHBOARDS_URL === undefined ? undefined : dashboardsOf(parsed.DASHBOARDS_URL, services.opensearch),
    outgoing:
      OUTGOING_ADMIN_URL && OUTGOING_ADMIN_TOKEN ? { url: OUTGOING_ADMIN_URL, token: OUTGOING_ADMIN_TOKEN } : undefined,
    incoming:
      INCOMING_URL && INCOMING_KEY_ID && INCOMING_SECRET_KEY
        ? { url: INCOMING_URL, keyId: INCOMING_KEY_ID, secretKey: INCOMING_SECRET_KEY }
        : undefined,
    services,
  }
}

function readSettings(env: Environment): v.InferOutput<typeof settings> {
  const parsed = parseEnvironment(settings, env)
  const faults = [
    ...together(parsed, ['OUTGOING_ADMIN_URL', 'OUTGOING_ADMIN_TOKEN']),
    ...together(parsed, ['INCOMING_URL', 'INCOMING_KEY_ID', 'INCOMING_SECRET_KEY']),
    ...dashboardsFault(parsed.DASHBOARDS_URL),
    ...urlFaults(parsed, env.CONSOLE_LOGIN === 'none'),
  ]
  if (faults.length > 0) throw new ConfigurationError(faults)
  return parsed
}

function together<Name extends string>(given: { readonly [name in Name]?: unknown }, names: readonly Name[]): string[] {
  const missing = names.filter((name) => given[name] === undefined)
  if (missing.length === 0 || missing.length === names.length) return []
  return missing.map((name) => `${name} is missing; set all of ${names.join(', ')}, or none`)
}

/** Without login whoever reaches the console steers the platform, so nobody but this machine may. */
function urlFaults({ CONSOLE_URL, CONSOLE_HOST }: v.InferOutput<typeof settings>, loopbackOnly: boolean): string[] {
  const url = CONSOLE_URL === undefined ? undefined : new URL(CONSOLE_URL)
  const faults: string[] = []
  if (url && (url.pathname !== '/' || url.search !== '')) faults.push('CONSOLE_URL: expected an address without a path')
  if (url?.protocol === 'http:' && !isLoopbackHost(url.host)) {
    faults.push(
      'CONSOLE_URL: expected https:// (http:// is for localhost only, as sessions must not travel in the clear)',
    )
  }
  if (loopbackOnly && CONSOLE_HOST !== undefined && !isLoopbackHost(CONSOLE_HOST)) {
    faults.push('CONSOLE_HOST: expected 127.0.0.1, ::1 or localhost, as nobody has to log in (CONSOLE_LOGIN=none)')
  }
  return faults
}
