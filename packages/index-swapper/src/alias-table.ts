import type { SearchCluster } from './cluster.ts'
import { ClusterRefusedError } from './errors.ts'
import { parseIndexName } from './index-name.ts'

/** Index name → the aliases it carries, as `GET /_alias` reports them. */
export type AliasTable = Readonly<Record<string, readonly string[]>>

/**
 * Reads which indexes there are of some aliases, and what they carry. Only indexes named as ours are in the table:
 * others, however similar, are not touched [I5].
 *
 * @param family Only this family's indexes; every family's when absent.
 */
export async function readAliasTable(
  cluster: SearchCluster,
  { aliases, family, signal }: { aliases: readonly string[]; family?: string; signal: AbortSignal },
): Promise<AliasTable> {
  const names = aliases.map((alias) => encodeURIComponent(`${alias}__feed_id_${family ?? ''}*`)).join(',')
  const request = { method: 'GET', path: `/${names}/_alias?expand_wildcards=all` } as const
  const response = await cluster(request, { signal })
  if (response.status === 404) return {}
  if (response.status !== 200) throw new ClusterRefusedError(request, response)
  const body = response.body as Record<string, { aliases: Record<string, unknown> }>
  const ours = Object.entries(body).filter(([index]) => {
    const name = parseIndexName(index)
    return name && aliases.includes(name.alias) && (family === undefined || name.family === family)
  })
  return Object.fromEntries(ours.map(([index, entry]) => [index, Object.keys(entry.aliases)]))
}
