import type { ProxiedAnswer, ProxiedRequest, ProxyFault } from './fault-proxy.ts'

/** One refusal, as an item of a `_bulk` answer has it. */
export interface BulkRefusal {
  readonly status: number
  readonly error: { readonly type: string; readonly reason: string }
}

/** What a node answers for an item whose queue is full. */
export const queueFull: BulkRefusal = {
  status: 429,
  error: { type: 'opensearch_rejected_execution_exception', reason: 'rejected execution of coordinating operation' },
}

/** What a node answers for an item whose shard is on its way. */
export const shardUnavailable: BulkRefusal = {
  status: 503,
  error: { type: 'unavailable_shards_exception', reason: 'primary shard is not active' },
}

/**
 * Refuses some items of a `_bulk` request as a busy cluster does: they never reach the server, and its answer has the
 * refusal in their places.
 *
 * @param refuse Says of each item, by its place from 0, how it is refused, if it is.
 */
export function refuseBulkItems(
  { body }: ProxiedRequest,
  refuse: (position: number) => BulkRefusal | undefined,
): ProxyFault {
  const items = bulkItems(body)
  const refusals = items.map((_, position) => refuse(position))
  const passed = items.filter((_, position) => !refusals[position])
  const merge = (taken: readonly unknown[]): Buffer => {
    let next = 0
    const merged = refusals.map((refusal, position) =>
      refusal ? { [items[position]?.action ?? 'index']: refusal } : taken[next++],
    )
    return Buffer.from(JSON.stringify({ took: 1, errors: true, items: merged }))
  }
  if (passed.length === 0) return { type: 'answer', answer: { status: 200, body: merge([]) } }
  const change = (answer: ProxiedAnswer): ProxiedAnswer => {
    if (answer.status !== 200) return answer
    const { items: taken } = JSON.parse(answer.body.toString()) as { items: unknown[] }
    return { ...answer, body: merge(taken) }
  }
  return { type: 'rewrite', body: Buffer.concat(passed.map(({ bytes }) => bytes)), change }
}

/** Cuts an NDJSON body into its items: an action line, and a document unless it is a deletion. */
function bulkItems(body: Buffer): { action: string; bytes: Buffer }[] {
  const items: { action: string; bytes: Buffer }[] = []
  for (let from = 0; from < body.length; ) {
    let to = body.indexOf('\n', from) + 1
    const action = Object.keys(JSON.parse(body.toString('utf8', from, to)) as object)[0] ?? 'index'
    if (action !== 'delete') to = body.indexOf('\n', to) + 1
    items.push({ action, bytes: body.subarray(from, to) })
    from = to
  }
  return items
}
