import { ClusterRefusedError, type SearchCluster } from '@as/index-swapper'

/** The index that dead letters are kept in, and the alias they are written through: it can never be made by a write. */
export interface DeadLetterIndex {
  readonly index: string
  readonly alias: string
  /** Makes the index where it is missing. @throws {ForeignIndexError} */
  create(signal: AbortSignal): Promise<void>
  /** Whether the index is there. @throws {ForeignIndexError} If it is, but is not ours. */
  exists(signal: AbortSignal): Promise<boolean>
}

/** The name is taken by an index that somebody else made: it is neither read nor written. */
export class ForeignIndexError extends Error {
  override readonly name = 'ForeignIndexError'
  readonly code = 'foreign_index'
  readonly retryable = false

  constructor(index: string) {
    super(`Cannot keep dead letters in index "${index}": it is not ours, going by its "_meta"; rename or delete it`)
  }
}

const keyword = { type: 'keyword' }
/** Comes back as it is, and cannot be searched: of any length. */
const kept = { type: 'text', index: false }

const definition = {
  settings: { 'index.number_of_shards': 1, 'index.auto_expand_replicas': '0-1' },
  mappings: {
    dynamic: 'strict',
    _meta: { made_by: '@as/ingest', holds: 'dead letters' },
    properties: {
      key: keyword,
      feed: keyword,
      token: { type: 'long' },
      alias: keyword,
      id: keyword,
      position: { type: 'integer' },
      url: kept,
      pass: { type: 'date' },
      ingest: keyword,
      reason: kept,
      body: kept,
      bytes: { type: 'long' },
      firstAt: { type: 'date' },
      lastAt: { type: 'date' },
    },
  },
}

/** @param alias Which alias to write through; the index is named `{alias}-1`. */
export function createDeadLetterIndex(cluster: SearchCluster, alias: string): DeadLetterIndex {
  const index = `${alias}-1`
  return {
    index,
    alias,
    async create(signal) {
      if (await exists(signal)) {
        const add = { method: 'PUT', path: `/${index}/_alias/${alias}` } as const
        return await expectOk(add, signal)
      }
      const put = { method: 'PUT', path: `/${index}`, body: { ...definition, aliases: { [alias]: {} } } } as const
      const response = await cluster(put, { signal })
      // another process may have been faster
      if (response.status !== 200 && !(await exists(signal))) throw new ClusterRefusedError(put, response)
    },
    exists,
  }

  async function exists(signal: AbortSignal): Promise<boolean> {
    const request = { method: 'GET', path: `/${index}/_mapping` } as const
    const response = await cluster(request, { signal })
    if (response.status === 404) return false
    if (response.status !== 200) throw new ClusterRefusedError(request, response)
    const mappings = response.body as Record<string, { mappings?: { _meta?: Record<string, unknown> } }>
    const { made_by: madeBy, holds } = mappings[index]?.mappings?._meta ?? {}
    const { _meta: ours } = definition.mappings
    if (madeBy !== ours.made_by || holds !== ours.holds) throw new ForeignIndexError(index)
    return true
  }

  async function expectOk(request: { method: 'PUT'; path: string }, signal: AbortSignal): Promise<void> {
    const response = await cluster(request, { signal })
    if (response.status !== 200) throw new ClusterRefusedError(request, response)
  }
}
