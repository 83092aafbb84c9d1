import type { LenientIndex } from './lenient-index.ts'

/** One document to index. */
export interface IndexOperation {
  /** The write alias, see {@link writeAlias}. */
  readonly alias: string
  /** Takes the document if the index's mapping refuses it: the generation's, see {@link Generation.lenient}. */
  readonly lenient?: LenientIndex | undefined
  /** 1 to 512 bytes. */
  readonly id: string
  /** The greater one wins, whichever comes first; decimal digits, at most 9223372036854775807. */
  readonly version: string
  /** JSON on one line: what `_source` shall be, byte for byte. */
  readonly source: Uint8Array
  /** Where the document is from, for people to look it up: its page's URL. */
  readonly origin: string
}

/** One entry of a `_bulk` request: it indexes `source`, or deletes the document where there is none. */
export type BulkAction = Pick<IndexOperation, 'alias' | 'id' | 'version'> & { readonly source?: Uint8Array }

/** Memory that bodies of requests are written into, again and again: there is no need to collect megabytes each time. */
export interface BodyMemory {
  /** At least so many bytes, with anything in them. */
  take(bytes: number): Buffer
  /** Nothing reads it any more. */
  giveBack(memory: Buffer): void
}

/** @param maxBytes What is larger is not kept. */
export function createBodyMemory({ maxBytes }: { maxBytes: number }): BodyMemory {
  const free: Buffer[] = []
  return {
    take(bytes) {
      const place = free.findIndex(({ length }) => length >= bytes)
      // where all are too small, one is given up, so that there are no more than were ever taken at once
      const [found] = free.splice(Math.max(0, place), 1)
      return place >= 0 && found ? found : Buffer.allocUnsafeSlow(bytes)
    },
    giveBack(memory) {
      if (memory.length <= maxBytes) free.push(memory)
    },
  }
}

/** The write alias that all actions are for, if it is one. */
export function commonAlias([first, ...others]: readonly BulkAction[]): string | undefined {
  return others.every(({ alias }) => alias === first?.alias) ? first?.alias : undefined
}

/**
 * Writes a `_bulk` body into memory of its own. Whoever sends it says `require_alias` in its path.
 *
 * @param alias Left out where an action is for it: the path has it.
 * @returns The body, a view of that memory.
 */
export function writeBulkBody(
  actions: readonly BulkAction[],
  { memory, alias: inPath }: { memory: BodyMemory; alias?: string | undefined },
): Buffer {
  const indexes = new Map<string | undefined, Text>([[inPath, measured('')]])
  let room = 0
  for (const { alias, id, source } of actions) {
    const index = indexes.get(alias) ?? measured(`"_index":${JSON.stringify(alias)},`)
    indexes.set(alias, index)
    room += index.bytes + MAX_CHARACTER_BYTES * id.length + (source?.length ?? 0) + OTHER_BYTES
  }
  const body = memory.take(room)
  let at = 0
  for (const { alias, id, version, source } of actions) {
    const meta = `"_id":${JSON.stringify(id)},"version":${version},"version_type":"external_gte"`
    at += body.write(`{"${source ? 'index' : 'delete'}":{${indexes.get(alias)?.text}${meta}}}\n`, at)
    if (!source) continue
    body.set(source, at)
    at += source.length
    body[at] = NEWLINE
    at += 1
  }
  return body.subarray(0, at)
}

const NEWLINE = 0x0a

/** A character of an id takes six bytes as `\u0000`, at most three as UTF-8. */
const MAX_CHARACTER_BYTES = 6

/** What an action has beside index and id, with the version's 19 digits and both line breaks. */
const OTHER_BYTES = 120

interface Text {
  readonly text: string
  readonly bytes: number
}

function measured(text: string): Text {
  return { text, bytes: Buffer.byteLength(text) }
}

/** About how many bytes an action takes in a body. */
export function bulkBytes({ alias, id, source }: BulkAction): number {
  return (source?.byteLength ?? 0) + alias.length + id.length + 80
}
