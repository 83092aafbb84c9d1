import { hash } from 'node:crypto'
import { type Generation, indexesOf, type SearchCluster } from '@as/index-swapper'
import { compareIds } from './compare-ids.ts'
import type { DeletionReceipt } from './deletion-receipt.ts'
import { countIds, readIds } from './read-ids.ts'

/** A swap that was made. */
export interface Swap {
  /** What was live before; nothing writes to it any more. */
  readonly before: Generation | undefined
  readonly after: Generation
  /** What `after` held at the swap; `undefined` where that could not be kept. */
  readonly pointInTime: string | undefined
  /** Milliseconds since 1970. */
  readonly at: number
  readonly token: number
}

const aliases = ['activities', 'objects'] as const
const MAX_IDS = 1_000

/** The receipt of a swap that is known to have changed nothing. */
export function emptyReceipt({ at, token }: Pick<Swap, 'at' | 'token'>, complete: boolean): DeletionReceipt {
  const none = { added: 0, removed: 0 }
  return { at: new Date(at).toISOString(), token, activities: none, objects: none, removedIds: [], complete }
}

/**
 * Compares the generation that was live with the one that took its place, id by id.
 *
 * @returns Also where it is cut short by the signal or by a failure: then with what had been found, not `complete`.
 */
export async function takeReceipt(
  cluster: SearchCluster,
  swap: Swap,
  { signal, onError }: { signal: AbortSignal; onError: (error: unknown) => void },
): Promise<DeletionReceipt> {
  const { before, after, pointInTime } = swap
  const counts = { activities: { added: 0, removed: 0 }, objects: { added: 0, removed: 0 } }
  const removedIds: string[] = []
  const receipt = (complete: boolean) => ({ ...emptyReceipt(swap, complete), ...counts, removedIds })
  try {
    for (const alias of aliases) {
      const next = { indexes: indexesOf(after, alias), pointInTime }
      if (!before) {
        counts[alias].added = await countIds(cluster, next, signal)
        continue
      }
      const earlier = readIds(cluster, { indexes: indexesOf(before, alias) }, { signal })
      for await (const { id, change } of compareIds(earlier, readIds(cluster, next, { signal }))) {
        counts[alias][change] += 1
        if (change === 'removed' && removedIds.length < MAX_IDS) removedIds.push(hash('sha256', id, 'hex'))
      }
    }
    return receipt(pointInTime !== undefined)
  } catch (error) {
    if (!signal.aborted) onError(error)
    return receipt(false)
  }
}
