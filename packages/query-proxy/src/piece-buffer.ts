/** Bytes that come in pieces. */
export interface PieceBuffer {
  /** Keeps a piece. It is used up: nobody may look at it afterwards. */
  add(piece: Uint8Array): void
  /** Throws away what was kept, also what `whole` gave. */
  clear(): void
  /** All pieces as one. */
  whole(): Uint8Array
}

/**
 * Puts pieces together. Few small ones are kept as they are; of many, each is copied to its place and its own memory
 * freed at once: left to be collected, a body of 1 MB in pieces makes V8 go through its whole heap every few bodies,
 * at a standstill of milliseconds for all callers.
 *
 * @param keptBytes Up to how many bytes pieces are kept.
 * @param expectedBytes How many there will be, if that is known.
 */
export function pieceBuffer(keptBytes: number, expectedBytes: number | undefined): PieceBuffer {
  const kept: Uint8Array[] = []
  let place: Buffer | undefined
  let count = 0
  const placeFor = (length: number): Buffer => {
    if (place && place.length >= length) return place
    const larger = Buffer.allocUnsafeSlow(Math.max(length, expectedBytes ?? 2 * length))
    place?.copy(larger)
    return larger
  }
  return {
    add(piece) {
      const from = count
      count += piece.byteLength
      if (count <= keptBytes) return void kept.push(piece)
      place = placeFor(count)
      let at = from
      if (kept.length > 0) {
        at = 0
        for (const before of kept.splice(0)) {
          place.set(before, at)
          at += before.byteLength
          freeMemory(before)
        }
      }
      place.set(piece, at)
      freeMemory(piece)
    },
    clear() {
      for (const piece of kept.splice(0)) freeMemory(piece)
      if (place) freeMemory(place)
      place = undefined
      count = 0
    },
    whole: () => place?.subarray(0, count) ?? (kept.length === 1 ? (kept[0] as Uint8Array) : Buffer.concat(kept)),
  }
}

/** Frees the memory of bytes that nobody looks at any more, where it is theirs alone. */
export function freeMemory({ buffer, byteLength }: Uint8Array): void {
  // those that were given to a thread have none left
  if (byteLength > 0 && byteLength === buffer.byteLength && buffer instanceof ArrayBuffer) buffer.transfer(0)
}
