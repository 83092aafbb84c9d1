import { TooManyBodiesError } from './errors.ts'
import type { QueryProxyGuards } from './guards.ts'
import { keyGate } from './key-gate.ts'
import { freeMemory } from './piece-buffer.ts'
import type { RawRequest } from './raw-request.ts'
import { announcedBytes, discardBody, type ReadBodyLimits, readBody } from './read-body.ts'
import { takeTurns } from './take-turns.ts'

type RequestBodyLimits = ReadBodyLimits & Pick<QueryProxyGuards, 'maxLargeBodiesPerKey'>

/** The bodies of all requests: large ones are read by turns, and of each key only so many at a time. */
export interface RequestBodies {
  /**
   * Looks at a request's body before any of it is read.
   *
   * @throws {BodyTooLargeError} If it says itself that it is too long.
   */
  open(request: RawRequest): Promise<ArrivingBody>
}

interface ArrivingBody {
  /**
   * Reads it, once: a second call gives the same.
   *
   * @throws {BodyTooLargeError | BodyTooSlowError | TooManyBodiesError}
   */
  readonly read: (keyId: string) => Promise<Uint8Array>
  /** Throws it away, if nobody reads it. */
  readonly discard: () => Promise<void>
  /** Ends what it takes of its key's share; nobody looks at a large body afterwards. */
  readonly leave: () => void
}

export function requestBodies(limits: RequestBodyLimits): RequestBodies {
  const turn = takeTurns()
  // of its own: whom nobody knows must not make callers wait
  const discardingTurn = takeTurns()
  const gate = keyGate(limits.maxLargeBodiesPerKey, 'large bodies')
  return {
    async open(request) {
      const nothing = (): void => undefined
      const isTooLarge = (announcedBytes(request) ?? 0) > limits.maxBodyBytes
      if (isTooLarge) await readBody(request, { limits, turn: discardingTurn, onLarge: nothing })
      let reading: Promise<Uint8Array> | undefined
      let leaveGate = nothing
      return {
        read(keyId) {
          reading ??= readBody(request, {
            limits,
            turn,
            onLarge() {
              const entered = gate.tryEnter(keyId)
              if (!entered) throw new TooManyBodiesError(limits.maxLargeBodiesPerKey, limits.largeBodyBytes)
              leaveGate = entered
            },
          })
          return reading
        },
        async discard() {
          if (!reading) await discardBody(request, { limits, turn: discardingTurn })
        },
        leave() {
          leaveGate()
          if (leaveGate !== nothing) void reading?.then(freeMemory, nothing)
        },
      }
    },
  }
}
