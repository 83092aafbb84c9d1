/** Memory that bodies of requests are written into, again and again: there is no need to collect megabytes each time. */
export interface BodyMemory {
  /** At least so many bytes, with anything in them. */
  take(bytes: number): Buffer
  /** Nothing reads it any more. */
  giveBack(memory: Buffer): void
}

/** @param maxBytes How much is kept for the next ones, at most. */
export function createBodyMemory({ maxBytes }: { maxBytes: number }): BodyMemory {
  const free: Buffer[] = []
  let freeBytes = 0
  return {
    take(bytes) {
      const place = free.findIndex(({ length }) => length >= bytes)
      // where all are too small, one is given up, so that there are no more than were ever taken at once
      const [found] = free.splice(Math.max(0, place), 1)
      freeBytes -= found?.length ?? 0
      return place >= 0 && found ? found : Buffer.allocUnsafeSlow(bytes)
    },
    giveBack(memory) {
      if (freeBytes + memory.length > maxBytes) return
      free.push(memory)
      freeBytes += memory.length
    },
  }
}
