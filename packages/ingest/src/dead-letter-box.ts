import type { RefusedDocument } from './dead-letter.ts'
import { deadLetterKey } from './dead-letter-lines.ts'

/** Takes in what one pass, or the tail since the last one, could not read or index, and keeps it in batches. */
export interface DeadLetterBox {
  /** Letters that were too many to be kept. */
  readonly dropped: number
  /** Returns false for what the box holds already: the same document, refused by another generation. */
  add(letter: RefusedDocument): boolean
  /** Keeps what has come together, once that is worth a request. */
  keepSome(): Promise<void>
  keepAll(): Promise<void>
}

/** Of a letter's body, as many bytes are kept. */
export const MAX_BODY_BYTES: number = 2 ** 20
/** A batch is kept when it has as many letters, or as many characters of bodies. */
const BATCH_LETTERS = 500
const BATCH_LENGTH = 2 * 2 ** 20

/**
 * @param options.maxKept How many letters are kept; further ones are counted.
 * @param options.keep Keeps a batch. Must not throw: a letter that is lost is written again by the next pass.
 */
export function createDeadLetterBox({
  maxKept,
  keep,
}: {
  maxKept: number
  keep: (letters: readonly RefusedDocument[]) => Promise<void>
}): DeadLetterBox {
  const held = new Map<string, RefusedDocument>()
  const kept = new Set<string>()
  // as many again are told apart; beyond that, one that is met twice counts twice
  const dropped = new Set<string>()
  let length = 0
  let droppedAgain = 0

  async function keepAll(): Promise<void> {
    while (held.size > 0) {
      const batch: RefusedDocument[] = []
      let size = 0
      for (const [key, letter] of held) {
        if (batch.length === BATCH_LETTERS || (batch.length > 0 && size + letter.body.length > BATCH_LENGTH)) break
        batch.push(letter)
        size += letter.body.length
        held.delete(key)
      }
      length -= size
      await keep(batch)
    }
  }

  return {
    get dropped() {
      return dropped.size + droppedAgain
    },
    add(letter) {
      const key = deadLetterKey(letter)
      if (held.has(key)) return false
      if (!kept.has(key) && kept.size === maxKept) {
        if (dropped.size < maxKept) dropped.add(key)
        else if (!dropped.has(key)) droppedAgain += 1
        return true
      }
      kept.add(key)
      held.set(key, letter)
      length += letter.body.length
      return true
    },
    async keepSome() {
      if (held.size >= BATCH_LETTERS || length >= BATCH_LENGTH) await keepAll()
    },
    keepAll,
  }
}

/** A document's bytes as a letter keeps them. */
export function deadLetterBody(bytes: Uint8Array): { body: string; bytes: number } {
  // streaming leaves out the half of a character that the cut may leave at the end
  const body = new TextDecoder().decode(bytes.subarray(0, MAX_BODY_BYTES), { stream: true })
  return { body, bytes: bytes.byteLength }
}
