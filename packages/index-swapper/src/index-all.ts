import type { IndexOperation } from './bulk-action.ts'
import { type BulkTotals, type BulkWriterOptions, createBulkWriter } from './bulk-writer.ts'
import type { SearchCluster } from './cluster.ts'

/**
 * Indexes documents as they come: asks for the next one only when there is room for it, and waits for every answer.
 *
 * @param options Those of {@link createBulkWriter}.
 * @throws {FencedError | BulkExhaustedError} What a request ended with; no more is asked for.
 * @throws What `operations` throws; documents that came before may be indexed.
 */
export async function indexAll(
  cluster: SearchCluster,
  operations: AsyncIterable<IndexOperation> | Iterable<IndexOperation>,
  options: BulkWriterOptions,
): Promise<BulkTotals> {
  const writer = createBulkWriter(cluster, options)
  for await (const operation of operations) await writer.add([operation])
  return await writer.flush()
}
