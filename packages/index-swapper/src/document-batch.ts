import type { BodyMemory } from './body-memory.ts'
import type { BulkActions, BulkBody, IndexOperation } from './bulk-action.ts'
import { roomFor, writeAction } from './bulk-body.ts'
import type { LenientIndex } from './lenient-index.ts'

/** Documents that go to the cluster together. */
export interface DocumentBatch extends BulkActions {
  /** Each has a copy of its source: what the batch is written in is used again. */
  at(position: number): IndexOperation
  idAt(position: number): string
  lenientAt(position: number): LenientIndex | undefined
  /** All the lenient indexes that may take some of it. */
  readonly lenients: ReadonlySet<LenientIndex>
  /** About how many bytes it takes in a request. */
  readonly bytes: number
}

export interface OpenBatch {
  readonly batch: DocumentBatch
  add(operation: IndexOperation, bytes: number): void
  /** Nobody asks for it any more. */
  giveBack(): void
}

const FIRST_BYTES = 2 ** 16

/**
 * Documents for one write alias, written as they come into the body of the request that will send them: what they came in
 * need not stay in memory, nor objects that say where in it they are.
 */
export function openBatch(alias: string, memory: BodyMemory): OpenBatch {
  let room = memory.take(FIRST_BYTES)
  let end = 0
  let bytes = 0
  /** Where each action begins, and where its source does. */
  const starts: number[] = []
  const sources: number[] = []
  const origins: string[] = []
  const lenientOnes: (LenientIndex | undefined)[] = []
  const lenients = new Set<LenientIndex>()
  const body: BulkBody = {
    alias,
    get bytes() {
      return room.subarray(0, end)
    },
  }

  function grow(needed: number): void {
    if (needed <= room.length) return
    const larger = memory.take(Math.max(2 * room.length, needed))
    room.copy(larger, 0, 0, end)
    memory.giveBack(room)
    room = larger
  }

  function metaAt(position: number): { id: string; version: string } {
    const line = room.toString('utf8', starts[position], sources[position])
    const { index } = JSON.parse(line) as { index: { _id: string } }
    // as text: it may be greater than a number can hold
    return { id: index._id, version: /"version":(\d+),"version_type":"external_gte"\}\}\n$/.exec(line)?.[1] ?? '' }
  }

  const batch: DocumentBatch = {
    get length() {
      return starts.length
    },
    get bytes() {
      return bytes
    },
    body,
    lenients,
    at(position) {
      // without the line's end
      const to = (starts[position + 1] ?? end) - 1
      return {
        alias,
        lenient: lenientOnes[position],
        ...metaAt(position),
        source: Uint8Array.from(room.subarray(sources[position], to)),
        origin: origins[position] ?? '',
      }
    },
    idAt: (position) => metaAt(position).id,
    lenientAt: (position) => lenientOnes[position],
  }

  return {
    batch,
    add(operation, size) {
      const { lenient, origin, source } = operation
      grow(end + roomFor(operation))
      starts.push(end)
      end = writeAction(room, end, operation, alias)
      sources.push(end - source.length - 1)
      origins.push(origin)
      lenientOnes.push(lenient)
      if (lenient) lenients.add(lenient)
      bytes += size
    },
    giveBack() {
      if (!body.mayBeRead) memory.giveBack(room)
    },
  }
}

/** Documents for several write aliases, of which there are not many. */
export function mixedBatch(operations: readonly IndexOperation[], bytes: number): DocumentBatch {
  const at = (position: number) => operations[position] as IndexOperation
  return {
    length: operations.length,
    bytes,
    lenients: new Set(operations.flatMap(({ lenient }) => lenient ?? [])),
    at,
    idAt: (position) => at(position).id,
    lenientAt: (position) => at(position).lenient,
  }
}
