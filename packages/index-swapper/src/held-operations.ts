import type { IndexOperation } from './bulk-body.ts'

/** Operations that are on their way together. */
export interface Batch {
  readonly operations: readonly IndexOperation[]
  /** About how many they take in a request. */
  readonly bytes: number
}

/** What waits to be sent, kept apart by write alias: a request that is for one alone costs the cluster less. */
export interface HeldOperations {
  readonly bytes: number
  hold(operation: IndexOperation, bytes: number): void
  /** Takes those for the write alias that most bytes are for. */
  takeLargest(): Batch
  takeAll(): Batch
}

export function holdOperations(): HeldOperations {
  const batches = new Map<string, { operations: IndexOperation[]; bytes: number }>()
  let held = 0
  return {
    get bytes() {
      return held
    },
    hold(operation, bytes) {
      const batch = batches.get(operation.alias) ?? { operations: [], bytes: 0 }
      batches.set(operation.alias, batch)
      batch.operations.push(operation)
      batch.bytes += bytes
      held += bytes
    },
    takeLargest() {
      const [[alias, largest] = []] = [...batches].sort(([, one], [, other]) => other.bytes - one.bytes)
      if (alias === undefined || !largest) return { operations: [], bytes: 0 }
      batches.delete(alias)
      held -= largest.bytes
      return largest
    },
    takeAll() {
      const all = { operations: [...batches.values()].flatMap(({ operations }) => operations), bytes: held }
      batches.clear()
      held = 0
      return all
    },
  }
}
