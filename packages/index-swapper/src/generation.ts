import { randomBytes } from 'node:crypto'
import type { SearchCluster } from './cluster.ts'
import { ClusterRefusedError } from './errors.ts'
import { formatIndexName, writeAlias } from './index-name.ts'

/** What one alias's indexes are made of. */
export interface IndexBlueprint {
  readonly mappings: Readonly<Record<string, unknown>>
  readonly settings?: Readonly<Record<string, unknown>>
}

/** Indexes that are filled and published together, one for each alias. */
export interface Generation {
  readonly family: string
  /** Who may write: a number that only grows. */
  readonly token: number
  /** Alias → index: `{ activities: 'activities__feed_id_…', objects: … }` */
  readonly indexes: Readonly<Record<string, string>>
}

export interface OpenGenerationOptions {
  readonly family: string
  readonly token: number
  /** Alias → what its index is made of. */
  readonly blueprints: Readonly<Record<string, IndexBlueprint>>
  /** Kept in each index's `_meta`, beside who made it: anything that tells people more. */
  readonly meta?: Readonly<Record<string, unknown>>
  readonly signal: AbortSignal
  readonly now?: () => number
  readonly batchId?: string
}

/**
 * Creates the empty indexes of a new generation, hidden from readers, writable through the token's aliases only [I1].
 * They do not refresh by themselves until they are published.
 *
 * @throws {ClusterRefusedError | ClusterUnreachableError} Indexes made by then are orphans, removed by the next claim.
 */
export async function openGeneration(cluster: SearchCluster, options: OpenGenerationOptions): Promise<Generation> {
  const { family, token, blueprints, meta, signal, now = Date.now, batchId = newBatchId() } = options
  const openedAt = Math.floor(now() / 1000)
  const indexes: Record<string, string> = {}
  for (const [alias, { mappings, settings }] of Object.entries(blueprints)) {
    const index = formatIndexName({ alias, family, openedAt, batchId })
    const body = {
      settings: { ...settings, 'index.refresh_interval': '-1' },
      mappings: { ...mappings, _meta: { ...meta, made_by: '@as/index-swapper', family, alias, token } },
      aliases: { [writeAlias(index, token)]: { is_hidden: true } },
    }
    const request = { method: 'PUT', path: `/${encodeURIComponent(index)}`, body } as const
    const response = await cluster(request, { signal })
    if (response.status !== 200) throw new ClusterRefusedError(request, response)
    indexes[alias] = index
  }
  return { family, token, indexes }
}

function newBatchId(): string {
  return Array.from(randomBytes(8), (byte) => 'abcdefghijklmnopqrstuvwxyz0123456789'[byte % 36]).join('')
}
