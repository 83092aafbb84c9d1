import { randomBytes } from 'node:crypto'
import type { SearchCluster } from './cluster.ts'
import { ClusterRefusedError } from './errors.ts'
import { formatIndexName, writeAlias } from './index-name.ts'
import { deleteIndexes } from './retire.ts'

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
  /** Kept in each index's `_meta`, beside who made it: anything that tells people more, as JSON. */
  readonly meta?: Readonly<Record<string, unknown>>
  readonly signal: AbortSignal
  readonly now?: () => number
  readonly batchId?: string
}

/** How long the indexes of a generation that could not be opened may take to be deleted. */
const CLEAN_UP_MS = 2_000

/**
 * Creates the empty indexes of a new generation, hidden from readers, writable through the token's aliases only [I1].
 * They do not refresh by themselves until they are published.
 *
 * @throws {ClusterRefusedError | ClusterUnreachableError} The indexes made by then are deleted, or left to the next claim.
 */
export async function openGeneration(cluster: SearchCluster, options: OpenGenerationOptions): Promise<Generation> {
  const { family, token, blueprints, now = Date.now, batchId = newBatchId() } = options
  const openedAt = Math.floor(now() / 1000)
  const names = Object.keys(blueprints).map((alias) => [alias, formatIndexName({ alias, family, openedAt, batchId })])
  const generation: Generation = { family, token, indexes: Object.fromEntries(names) }
  try {
    for (const [alias, blueprint] of Object.entries(blueprints)) {
      await createIndex(cluster, generation, { alias, blueprint, meta: options.meta, signal: options.signal })
    }
    return generation
  } catch (error) {
    const signal = AbortSignal.timeout(CLEAN_UP_MS)
    await deleteIndexes(cluster, Object.values(generation.indexes), { signal }).catch(() => undefined)
    throw error
  }
}

async function createIndex(
  cluster: SearchCluster,
  { family, token, indexes }: Generation,
  {
    alias,
    blueprint: { mappings, settings },
    meta,
    signal,
  }: { alias: string; blueprint: IndexBlueprint; meta: OpenGenerationOptions['meta']; signal: AbortSignal },
): Promise<void> {
  const index = indexes[alias] as string
  const body = {
    // nobody reads it yet: what is lost in a crash is filled again
    settings: {
      ...settings,
      'index.refresh_interval': '-1',
      'index.number_of_replicas': 0,
      'index.translog.durability': 'async',
    },
    mappings: { ...mappings, _meta: { ...meta, made_by: '@as/index-swapper', family, alias, token } },
    aliases: { [writeAlias(index, token)]: { is_hidden: true } },
  }
  const request = { method: 'PUT', path: `/${encodeURIComponent(index)}`, body } as const
  const response = await cluster(request, { signal })
  if (response.status !== 200) throw new ClusterRefusedError(request, response)
}

function newBatchId(): string {
  return Array.from(randomBytes(8), (byte) => 'abcdefghijklmnopqrstuvwxyz0123456789'[byte % 36]).join('')
}
