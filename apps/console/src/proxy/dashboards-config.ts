import type { BackingServices } from '@as/service'

type Server = BackingServices['opensearch']

/** OpenSearch Dashboards, and where the console shows it. */
export interface DashboardsConfig {
  readonly server: Server
  /** Its own base path, as its pages link to it: `/_dashboards`; `/dashboards` where its address has none. */
  readonly mount: string
}

const ours =
  /^\/(assets|checks|feeds|keys|live|login|logged-out|logout|metrics|opensearch|search|system|__redirect_from_sso)(\/|$)/

/** What is wrong about the address of Dashboards. */
export function dashboardsFault(address: string | undefined): string[] {
  const path = address === undefined ? '/' : mountOf(new URL(address))
  if (/^(\/[\w-]+)*\/?$/.test(path) && !ours.test(path)) return []
  return ['DASHBOARDS_URL: expected a path that the console does not need itself, such as /_dashboards, or none']
}

/** Dashboards on the cluster's own host, as at AWS, takes the cluster's credentials, unless it has its own. */
export function dashboardsOf(address: string, cluster: Server): DashboardsConfig {
  const url = new URL(address)
  const { username, password } = url
  url.username = ''
  url.password = ''
  const isSame = url.origin === new URL(cluster.url).origin
  const own = { type: 'basic', username: decodeURIComponent(username), password: decodeURIComponent(password) } as const
  const authentication =
    username !== '' || password !== '' ? own : isSame ? cluster.authentication : ({ type: 'none' } as const)
  return { server: { url: url.href.replace(/\/$/, ''), authentication }, mount: mountOf(url) }
}

function mountOf({ pathname }: URL): string {
  return pathname === '/' ? '/dashboards' : pathname.replace(/\/$/, '')
}
