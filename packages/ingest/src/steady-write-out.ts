import { type Generation, indexesOf, type SearchCluster, writeOut } from '@as/index-swapper'

/**
 * Has a generation written out while it is filled, so that little is left in memory at its end: otherwise one thread of
 * OpenSearch writes all of an index that fits there, while the others have nothing to do.
 */
export interface SteadyWriteOut {
  /** Says how much was added; at every 192 MiB what there is is written out, unless that still goes on. */
  added(bytes: number): void
  /** Writes out the rest, which may still be on its way. Resolves also where that fails: publishing does it again. */
  rest(): Promise<void>
}

/** Some 150,000 activities: with a heap of 2 GB, OpenSearch makes segments of that size by itself. */
const EVERY_BYTES = 192 * 2 ** 20

export function createSteadyWriteOut(
  cluster: SearchCluster,
  generation: Generation,
  { signal, everyBytes = EVERY_BYTES }: { signal: AbortSignal; everyBytes?: number },
): SteadyWriteOut {
  let bytes = 0
  let isWriting = false

  async function write(): Promise<void> {
    isWriting = true
    bytes = 0
    await writeOut(cluster, indexesOf(generation), { signal }).catch(() => undefined)
    isWriting = false
  }

  return {
    added(more) {
      bytes += more
      if (bytes >= everyBytes && !isWriting) void write()
    },
    rest: write,
  }
}
