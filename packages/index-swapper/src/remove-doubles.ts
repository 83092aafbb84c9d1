import { createBodyMemory } from './body-memory.ts'
import type { BulkBody } from './bulk-action.ts'
import { bulkPath, writeBulkBody } from './bulk-body.ts'
import { type BulkItemAnswer, classifyBulkItem } from './classify-bulk-item.ts'
import type { SearchCluster } from './cluster.ts'
import { ClusterRefusedError, FencedError } from './errors.ts'
import { writeAlias } from './index-name.ts'

export interface Doubles {
  readonly indexes: readonly [string, string]
  readonly token: number
  /** Those that may be in both. */
  readonly ids: readonly string[]
  readonly signal: AbortSignal
}

/** Ids that one request asks for. */
const CHUNK = 1_000

/**
 * Where two indexes have a document of the same id, deletes the one with the older version [I10]. Searches no longer
 * find it after the next refresh.
 *
 * @throws {FencedError} If another writer has taken over.
 */
export async function removeDoubles(cluster: SearchCluster, { indexes, token, ids, signal }: Doubles): Promise<void> {
  const [one, other] = indexes.map((index) => writeAlias(index, token)) as [string, string]
  for (let from = 0; from < ids.length; from += CHUNK) {
    const chunk = ids.slice(from, from + CHUNK)
    const asked = chunk.flatMap((id) => [one, other].map((alias) => ({ alias, id })))
    const versions = await versionsOf(cluster, asked, signal)
    const removals = chunk.flatMap((id, place) => {
      const [mine, theirs] = [versions[2 * place], versions[2 * place + 1]]
      if (mine === undefined || theirs === undefined || mine === theirs) return []
      const [alias, version] = mine < theirs ? [one, theirs] : [other, mine]
      return [{ alias, id, version: String(version) }]
    })
    await send(cluster, writeBulkBody(removals, createBodyMemory({ maxBytes: 0 })), removals, signal)
  }
}

interface Asked {
  readonly alias: string
  readonly id: string
}

/**
 * The versions of documents, refreshed or not, in full: a search gives them as numbers that are too long for JavaScript,
 * but a deletion that is older than any document is refused with the version as text. A deleted document has one as well.
 */
async function versionsOf(
  cluster: SearchCluster,
  asked: readonly Asked[],
  signal: AbortSignal,
): Promise<(bigint | undefined)[]> {
  const lines = asked.map(({ alias, id }) =>
    JSON.stringify({ delete: { _index: alias, _id: id, version: 0, version_type: 'external' } }),
  )
  const answers = await send(cluster, { bytes: Buffer.from(`${lines.join('\n')}\n`) }, asked, signal)
  return answers.map(({ error }) => {
    const version = /current version \[(\d+)\]/.exec(error?.reason ?? '')?.[1]
    return version === undefined ? undefined : BigInt(version)
  })
}

async function send(
  cluster: SearchCluster,
  body: BulkBody,
  sent: readonly Asked[],
  signal: AbortSignal,
): Promise<BulkItemAnswer[]> {
  if (sent.length === 0) return []
  const path = `${bulkPath(body)}?filter_path=items.*.status,items.*.error.type,items.*.error.reason`
  const request = { method: 'POST', path, body: body.bytes } as const
  const response = await cluster(request, { signal })
  const { items = [] } = (response.body ?? {}) as { items?: Record<string, BulkItemAnswer>[] }
  const answers = items.flatMap((item) => Object.values(item))
  const fenced = answers.findIndex((answer) => classifyBulkItem(answer).type === 'fenced')
  if (fenced >= 0) throw new FencedError(sent[fenced]?.alias ?? '')
  const isWhole = answers.length === sent.length && answers.every((answer) => classifyBulkItem(answer).type !== 'retry')
  if (response.status !== 200 || !isWhole) throw new ClusterRefusedError(request, response)
  return answers
}
