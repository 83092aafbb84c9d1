import { randomBytes } from 'node:crypto'
import type { AliasTable } from './alias-table.ts'
import type { SearchCluster } from './cluster.ts'
import { AliasTakenError, ClusterRefusedError } from './errors.ts'
import { withLenient } from './fence.ts'
import { formatIndexName, markAlias, writeAlias } from './index-name.ts'
import { createLenientIndex, type LenientIndex } from './lenient-index.ts'
import { deleteIndexes } from './retire.ts'

/** An index's `mappings`, as OpenSearch takes them. */
export type Mappings = Readonly<Record<string, unknown>>

/** What one alias's indexes are made of. */
export interface IndexBlueprint {
  readonly mappings: Mappings
  readonly settings?: Readonly<Record<string, unknown>>
  /**
   * For documents that `mappings` refuses: the first of these that the cluster accepts makes the lenient index beside.
   */
  readonly lenient?: readonly Mappings[]
}

/** Indexes that are filled and published together, one for each alias. */
export interface Generation {
  readonly family: string
  /** Who may write: a number that only grows. */
  readonly token: number
  /** Alias → index: `{ activities: 'activities__feed_id_…', objects: … }` */
  readonly indexes: Readonly<Record<string, string>>
  /** Alias → the index beside, for what the mapping refuses: to be given to the writer with each operation. */
  readonly lenient?: Readonly<Record<string, LenientIndex>>
}

/**
 * The indexes of a generation as they are now, or those of one of its aliases: the lenient ones, which come into being
 * while it is written to, with the others.
 */
export function indexesOf({ indexes, lenient = {} }: Generation, alias?: string): string[] {
  return Object.keys(indexes)
    .filter((each) => alias === undefined || each === alias)
    .flatMap((each) => [indexes[each] as string, ...(lenient[each]?.exists ? [lenient[each].index] : [])])
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
 * @throws {AliasTakenError} If an index has the name of an alias: nothing has been made.
 * @throws {ClusterRefusedError | ClusterUnreachableError} The indexes made by then are deleted, or left to the next claim.
 */
export async function openGeneration(cluster: SearchCluster, options: OpenGenerationOptions): Promise<Generation> {
  const { family, token, blueprints, now = Date.now, batchId = newBatchId() } = options
  const openedAt = Math.floor(now() / 1000)
  const names = Object.keys(blueprints).map((alias) => [alias, formatIndexName({ alias, family, openedAt, batchId })])
  const indexes = Object.fromEntries(names)
  const lenient = lenientIndexes(indexes, { token, blueprints })
  const generation: Generation = { family, token, indexes, lenient }
  await assertRoom(cluster, Object.keys(blueprints), options.signal)
  try {
    for (const [alias, blueprint] of Object.entries(blueprints)) {
      await createIndex(cluster, generation, { alias, blueprint, openedAt, meta: options.meta, signal: options.signal })
    }
    return generation
  } catch (error) {
    const signal = AbortSignal.timeout(CLEAN_UP_MS)
    await deleteIndexes(cluster, Object.values(generation.indexes), { signal }).catch(() => undefined)
    throw error
  }
}

/** The lenient indexes that a generation has, going by the family's table, and those that it can be given. */
export function lenientIndexes(
  indexes: Readonly<Record<string, string>>,
  {
    token,
    blueprints = {},
    table = {},
  }: { token: number; blueprints?: Readonly<Record<string, IndexBlueprint>> | undefined; table?: AliasTable },
): Record<string, LenientIndex> {
  const lenient = Object.entries(indexes).flatMap(([alias, beside]) => {
    const blueprint = blueprints[alias]
    const exists = withLenient(table, beside).length > 1
    if (!exists && !blueprint?.lenient) return []
    return [[alias, createLenientIndex({ beside, token, blueprint, exists })] as const]
  })
  return Object.fromEntries(lenient)
}

/** What could never be published is better not filled [I11]. */
async function assertRoom(cluster: SearchCluster, aliases: readonly string[], signal: AbortSignal): Promise<void> {
  const names = aliases.map(encodeURIComponent).join(',')
  const request = { method: 'GET', path: `/${names}/_alias?ignore_unavailable=true&filter_path=${names}` } as const
  const response = await cluster(request, { signal })
  if (response.status !== 200 && response.status !== 404) throw new ClusterRefusedError(request, response)
  const taken = aliases.find((alias) => response.status === 200 && alias in ((response.body ?? {}) as object))
  if (taken !== undefined) throw new AliasTakenError(taken)
}

async function createIndex(
  cluster: SearchCluster,
  { family, token, indexes }: Generation,
  {
    alias,
    blueprint: { mappings, settings },
    openedAt,
    meta,
    signal,
  }: {
    alias: string
    blueprint: IndexBlueprint
    openedAt: number
    meta: OpenGenerationOptions['meta']
    signal: AbortSignal
  },
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
    aliases: {
      [writeAlias(index, token)]: { is_hidden: true },
      [markAlias(alias, 'filling', openedAt * 1000)]: { is_hidden: true },
    },
  }
  const request = { method: 'PUT', path: `/${encodeURIComponent(index)}`, body } as const
  const response = await cluster(request, { signal })
  if (response.status !== 200) throw new ClusterRefusedError(request, response)
}

function newBatchId(): string {
  return Array.from(randomBytes(8), (byte) => 'abcdefghijklmnopqrstuvwxyz0123456789'[byte % 36]).join('')
}
