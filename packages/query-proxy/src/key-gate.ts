import { TooManyRequestsError } from './errors.ts'

/** Lets each key have so many things under way at a time. */
export interface KeyGate {
  /**
   * Lets one more in.
   *
   * @returns What ends it; calling it again does nothing.
   * @throws {TooManyRequestsError} If the key has `most` already.
   */
  enter(keyId: string): () => void
  /** The same, but gives `undefined` to one too many. */
  tryEnter(keyId: string): (() => void) | undefined
}

/** @param what What is counted, for the message: `requests`. */
export function keyGate(most: number, what: string): KeyGate {
  const underWay = new Map<string, number>()
  const gate: KeyGate = {
    enter(keyId) {
      const leave = gate.tryEnter(keyId)
      if (!leave) throw new TooManyRequestsError(most, what)
      return leave
    },
    tryEnter(keyId) {
      const count = underWay.get(keyId) ?? 0
      if (count >= most) return undefined
      underWay.set(keyId, count + 1)
      let isOver = false
      return () => {
        if (isOver) return
        isOver = true
        const left = (underWay.get(keyId) ?? 1) - 1
        if (left === 0) underWay.delete(keyId)
        else underWay.set(keyId, left)
      }
    },
  }
  return gate
}
