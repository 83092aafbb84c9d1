import { bulkLines, type IndexOperation } from './bulk-body.ts'
import { type BulkItemAnswer, type BulkItemVerdict, classifyBulkItem } from './classify-bulk-item.ts'
import { type ClusterResponse, errorCause, type SearchCluster } from './cluster.ts'
import { ClusterUnreachableError } from './errors.ts'

const filter = 'filter_path=items.*.status,items.*.error.type,items.*.error.reason,items.*.error.caused_by.reason'

/**
 * Sends operations in one `_bulk` request and says of each what became of it. An answer that is cut off, or that has
 * not one item for each operation, is worth nothing: all of them are to be sent again, which is safe as each has an id
 * and a version.
 */
export async function sendBulk(
  cluster: SearchCluster,
  operations: readonly IndexOperation[],
  { signal }: { signal: AbortSignal },
): Promise<BulkItemVerdict[]> {
  const body = Buffer.concat(operations.flatMap(bulkLines))
  try {
    const response = await cluster({ method: 'POST', path: `/_bulk?${filter}`, body }, { signal })
    return await judge(cluster, operations, response, signal)
  } catch (error) {
    if (signal.aborted || !(error instanceof ClusterUnreachableError)) throw error
    return retryAll(operations, { type: 'cluster_unreachable', reason: error.message })
  }
}

async function judge(
  cluster: SearchCluster,
  operations: readonly IndexOperation[],
  response: ClusterResponse,
  signal: AbortSignal,
): Promise<BulkItemVerdict[]> {
  if (response.status === 200) {
    const items = (response.body as { items?: { index: BulkItemAnswer }[] } | undefined)?.items
    if (items?.length === operations.length) return items.map(({ index }) => classifyBulkItem(index))
    return retryAll(operations, {
      type: 'incomplete_answer',
      reason: `${items?.length ?? 0} of ${operations.length} items`,
    })
  }
  if (response.status !== 400 && response.status !== 413) return retryAll(operations, errorCause(response))
  // one bad document makes the cluster refuse the whole request: halve it until that one stands alone
  if (operations.length === 1) return [{ type: 'rejected', cause: errorCause(response) }]
  const middle = Math.ceil(operations.length / 2)
  const first = await sendBulk(cluster, operations.slice(0, middle), { signal })
  return [...first, ...(await sendBulk(cluster, operations.slice(middle), { signal }))]
}

function retryAll(operations: readonly IndexOperation[], cause: { type: string; reason: string }): BulkItemVerdict[] {
  return operations.map(() => ({ type: 'retry', cause, disk: false }))
}
