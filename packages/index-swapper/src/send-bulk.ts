import type { BodyMemory } from './body-memory.ts'
import type { BulkAction, BulkActions } from './bulk-action.ts'
import { bulkPath, writeBulkBody } from './bulk-body.ts'
import { type BulkItemAnswer, type BulkItemVerdict, classifyBulkItem, isDiskFull } from './classify-bulk-item.ts'
import { type ClusterErrorCause, type ClusterResponse, errorCause, type SearchCluster } from './cluster.ts'
import { ClusterRefusedError, ClusterUnreachableError } from './errors.ts'

const query =
  'require_alias=true&filter_path=items.*.status,items.*.error.type,items.*.error.reason,items.*.error.caused_by.reason'

export interface SendBulkOptions {
  /** What bodies are written into, where the actions bring none. */
  readonly memory: BodyMemory
  /** Whether what is written is searchable when it is answered. */
  readonly refresh: boolean
  readonly signal: AbortSignal
}

/**
 * Sends actions in one `_bulk` request and says of each what became of it. An answer that is cut off, or that has not one
 * item for each action, is worth nothing: all of them are to be sent again, which is safe as each has an id and a
 * version.
 */
export async function sendBulk(
  cluster: SearchCluster,
  actions: BulkActions,
  options: SendBulkOptions,
): Promise<BulkItemVerdict[]> {
  const { memory, refresh, signal } = options
  const body = actions.body ?? writeBulkBody(rangeOf(actions, 0, actions.length), memory)
  const request = {
    method: 'POST',
    path: `${bulkPath(body)}?${refresh ? `refresh=true&${query}` : query}`,
    body: body.bytes,
  } as const
  try {
    const response = await cluster(request, { signal })
    const answers = readAnswers(response)
    if (answers?.length === actions.length) {
      // only now is it certain that the cluster has read it to its end, and nothing sends it any more
      if (body !== actions.body) memory.giveBack(Buffer.from(request.body.buffer))
      return answers.map(classifyBulkItem)
    }
    body.mayBeRead = true
    return await judgeWhole(cluster, actions, response, options)
  } catch (error) {
    body.mayBeRead = true
    if (signal.aborted || !(error instanceof ClusterUnreachableError)) throw error
    return retryAll(actions, { type: 'cluster_unreachable', reason: error.message })
  }
}

function rangeOf(actions: BulkActions, from: number, to: number): BulkAction[] {
  return Array.from({ length: to - from }, (_, place) => actions.at(from + place) as BulkAction)
}

/** The answers to each item, without the kind of action around them. */
function readAnswers({ status, body }: ClusterResponse): BulkItemAnswer[] | undefined {
  if (status !== 200) return undefined
  const items = (body as { items?: Record<'index' | 'delete', BulkItemAnswer | undefined>[] } | undefined)?.items ?? []
  return items.flatMap((item) => item.index ?? item.delete ?? [])
}

async function judgeWhole(
  cluster: SearchCluster,
  actions: BulkActions,
  response: ClusterResponse,
  options: SendBulkOptions,
): Promise<BulkItemVerdict[]> {
  const answers = readAnswers(response)
  if (answers) {
    return retryAll(actions, { type: 'incomplete_answer', reason: `${answers.length} of ${actions.length} items` })
  }
  const cause = wholeCause(response)
  if (isDiskFull(cause)) return retryAll(actions, cause)
  // one bad document makes the cluster refuse the whole request: halve it until that one stands alone
  if (response.status === 400 || response.status === 413 || isTooLargeEver(cause)) {
    if (actions.length === 1) return [{ type: 'rejected', cause }]
    const middle = Math.ceil(actions.length / 2)
    const first = await sendBulk(cluster, rangeOf(actions, 0, middle), options)
    return [...first, ...(await sendBulk(cluster, rangeOf(actions, middle, actions.length), options))]
  }
  const passes = response.status === 408 || response.status === 429 || response.status >= 500
  if (passes || cause.type === 'cluster_block_exception') return retryAll(actions, cause)
  throw new ClusterRefusedError({ method: 'POST', path: '/_bulk' }, response)
}

function wholeCause(response: ClusterResponse): ClusterErrorCause {
  if (response.status !== 413) return errorCause(response)
  return { type: 'request_too_large', reason: "it is larger than the cluster's http.max_content_length" }
}

/**
 * A request that alone is more than OpenSearch gives to all indexing at once, a tenth of its heap, or than its circuit
 * breaker's limit, is answered 429 like one that is only too much for now.
 */
function isTooLargeEver({ reason }: ClusterErrorCause): boolean {
  const pressure = /operation_bytes=(\d+), max_coordinating_and_primary_bytes=(\d+)/.exec(reason)
  const breaker = /larger than the limit of \[(?<limit>\d+)\/.*new bytes reserved: \[(?<size>\d+)\//.exec(
    reason,
  )?.groups
  const [size, limit] = pressure ? [pressure[1], pressure[2]] : [breaker?.size, breaker?.limit]
  return size !== undefined && limit !== undefined && BigInt(size) > BigInt(limit)
}

function retryAll({ length }: BulkActions, cause: ClusterErrorCause): BulkItemVerdict[] {
  return Array.from({ length }, () => ({ type: 'retry', cause, disk: isDiskFull(cause) }))
}
