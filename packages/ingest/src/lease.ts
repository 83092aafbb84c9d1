/** The right to work on one feed, for as long as it lasts. */
export interface Lease extends AsyncDisposable {
  /** Aborted once the lease is no longer this process's: somebody else may have it. */
  readonly lost: AbortSignal
}

/**
 * Shares feeds out among processes, so that each is read by one of them. A lease only saves work: what keeps the indexes
 * right is that writers are fenced, so it may be lost without notice, and need not be had while its keeper is down.
 */
export interface Leases {
  /**
   * Waits until the feed is this process's.
   *
   * @throws The signal's reason, once it is aborted.
   */
  acquire(feedId: string, signal: AbortSignal): Promise<Lease>
}

/** For a process that is the only one. */
export const noLeases: Leases = {
  async acquire() {
    return { lost: new AbortController().signal, async [Symbol.asyncDispose]() {} }
  },
}
