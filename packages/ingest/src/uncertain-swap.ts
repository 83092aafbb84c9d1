import { ClusterRefusedError, ClusterUnreachableError, IndexSwapError } from '@as/index-swapper'

/** A swap was sent, and nobody knows whether it was carried out, or still will be. */
export class UncertainSwapError extends Error {
  override readonly name = 'UncertainSwapError'
  readonly code = 'uncertain_swap'
  readonly retryable = true // once the feed is claimed again, which finds out what is live

  constructor(feed: string, options?: ErrorOptions) {
    super(
      `Cannot tell whether a generation of "${feed}" was swapped in: no answer; its indexes are claimed again`,
      options,
    )
  }
}

/**
 * Runs a swap. One whose outcome is unknown ends the holding of the feed: what this process takes for live may not be,
 * and what it takes for a failed pass's may be live, so it must neither write nor delete.
 *
 * @throws {UncertainSwapError} After telling `end` of it; and whatever says for certain that nothing was swapped.
 */
export async function certainly<T>(
  { feed, end }: { readonly feed: { readonly id: string }; readonly end: (error: unknown) => void },
  swap: () => Promise<T>,
): Promise<T> {
  try {
    return await swap()
  } catch (error) {
    if (saysNothingWasSwapped(error)) throw error
    const uncertain = new UncertainSwapError(feed.id, { cause: error })
    end(uncertain)
    throw uncertain
  }
}

function saysNothingWasSwapped(error: unknown): boolean {
  if (error instanceof ClusterUnreachableError) return false
  if (error instanceof ClusterRefusedError) return !error.retryable
  return error instanceof IndexSwapError
}
