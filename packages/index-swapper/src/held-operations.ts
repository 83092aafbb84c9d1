import type { BodyMemory } from './body-memory.ts'
import type { IndexOperation } from './bulk-action.ts'
import { type DocumentBatch, mixedBatch, type OpenBatch, openBatch } from './document-batch.ts'

/** What waits to be sent, kept apart by write alias: a request that is for one alone costs the cluster less. */
export interface HeldOperations {
  readonly bytes: number
  hold(operation: IndexOperation, bytes: number): void
  /** Takes those for the write alias that most bytes are for. */
  takeLargest(): TakenBatch | undefined
  takeAll(): TakenBatch | undefined
}

export type TakenBatch = Pick<OpenBatch, 'batch' | 'giveBack'>

export function holdOperations(memory: BodyMemory): HeldOperations {
  const open = new Map<string, OpenBatch>()
  let held = 0

  function take(alias: string): OpenBatch | undefined {
    const taken = open.get(alias)
    open.delete(alias)
    held -= taken?.batch.bytes ?? 0
    return taken
  }
  function takeLargest(): OpenBatch | undefined {
    const [[largest] = []] = [...open].sort(([, one], [, other]) => other.batch.bytes - one.batch.bytes)
    return largest === undefined ? undefined : take(largest)
  }

  return {
    get bytes() {
      return held
    },
    hold(operation, bytes) {
      const { alias } = operation
      const batch = open.get(alias) ?? openBatch(alias, memory)
      open.set(alias, batch)
      batch.add(operation, bytes)
      held += bytes
    },
    takeLargest,
    takeAll() {
      if (open.size <= 1) return takeLargest()
      const bytes = held
      const all = [...open.keys()].flatMap((alias) => take(alias) ?? [])
      const operations = all.flatMap(({ batch }) => operationsOf(batch))
      for (const { giveBack } of all) giveBack()
      return { batch: mixedBatch(operations, bytes), giveBack: () => undefined }
    },
  }
}

function operationsOf(batch: DocumentBatch): IndexOperation[] {
  return Array.from({ length: batch.length }, (_, position) => batch.at(position))
}
