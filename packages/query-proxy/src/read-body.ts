import { BodyTooLargeError, BodyTooSlowError } from './errors.ts'
import type { QueryProxyGuards } from './guards.ts'
import type { QueryProxyLimits } from './limits.ts'
import { freeMemory, pieceBuffer } from './piece-buffer.ts'
import type { RawRequest } from './raw-request.ts'

export type ReadBodyLimits = Pick<QueryProxyLimits, 'maxBodyBytes' | 'maxDiscardedBytes' | 'maxDiscardMs'> &
  Pick<QueryProxyGuards, 'largeBodyBytes' | 'maxBodyMs'>

export interface ReadBodyOptions {
  readonly limits: ReadBodyLimits
  /** Waits for a turn with the next piece of a large body: see `takeTurns`. */
  readonly turn: () => Promise<void>
  /** Called once where a body is large: by its `Content-Length`, before any of it is read, else when it shows. */
  readonly onLarge: () => void
}

/** How much of a large body is read at a time. */
const PIECE_BYTES = 131_072

/**
 * Reads a request's body, counting while it comes, and a large one piece by piece. Of one that is too long the rest is
 * read and thrown away, within bounds: a connection that is closed on a caller who still sends loses the answer. Where
 * the rest is beyond these bounds anyway, nothing is waited for.
 *
 * @throws {BodyTooLargeError} If it is longer than `maxBodyBytes`.
 * @throws {BodyTooSlowError} If it is not there within `maxBodyMs`.
 * @throws What `onLarge` throws.
 * @throws What reading fails with, when the caller hangs up.
 */
export function readBody(request: RawRequest, { limits, turn, onLarge }: ReadBodyOptions): Promise<Uint8Array> {
  const { maxBodyBytes, maxDiscardedBytes, largeBodyBytes } = limits
  const announced = announcedBytes(request)
  return new Promise((resolve, reject) => {
    if (announced !== undefined && announced > maxDiscardedBytes) {
      return reject(new BodyTooLargeError(maxBodyBytes, announced))
    }
    let isLarge = announced !== undefined && announced > largeBodyBytes && announced <= maxBodyBytes
    if (isLarge) onLarge()
    const body = pieceBuffer(largeBodyBytes, announced)
    let count = 0
    let readOn = largeBodyBytes + 1
    let timer = setTimeout(() => end(() => reject(new BodyTooSlowError(limits.maxBodyMs))), limits.maxBodyMs)
    const stop = request.readBody({
      onChunk(chunk) {
        const before = count
        count += chunk.byteLength
        if (count <= maxBodyBytes) body.add(chunk)
        else freeMemory(chunk)
        if (count > maxBodyBytes && before <= maxBodyBytes) {
          body.clear()
          clearTimeout(timer)
          timer = setTimeout(refuse, limits.maxDiscardMs)
        }
        if (count > maxDiscardedBytes) refuse()
        if (count < readOn) return undefined
        if (!isLarge && count <= maxBodyBytes) noticeLarge()
        readOn = count + PIECE_BYTES
        return turn()
      },
      onEnd() {
        if (count > maxBodyBytes) return refuse()
        // what is done with a large body first, hashing it, is a piece as well
        if (isLarge) end(() => void turn().then(() => resolve(body.whole())))
        else end(() => resolve(body.whole()))
      },
      onError(error) {
        // a caller who hangs up has sent what was counted
        if (count > maxBodyBytes) refuse()
        else end(() => reject(error))
      },
    })

    function noticeLarge(): void {
      isLarge = true
      try {
        onLarge()
      } catch (error) {
        end(() => reject(error))
      }
    }
    function refuse(): void {
      end(() => reject(new BodyTooLargeError(maxBodyBytes, announced ?? count)))
    }
    function end(conclude: () => void): void {
      clearTimeout(timer)
      stop()
      conclude()
    }
  })
}

/**
 * Reads a body and throws it away, within the same bounds, so that its sender gets the answer that is there already.
 * Never rejects.
 */
export async function discardBody(request: RawRequest, options: Omit<ReadBodyOptions, 'onLarge'>): Promise<void> {
  const limits = { ...options.limits, maxBodyBytes: 0, maxBodyMs: options.limits.maxDiscardMs }
  await readBody(request, { ...options, limits, onLarge: () => undefined }).catch(() => undefined)
}

/** What `Content-Length` says. */
export function announcedBytes(request: RawRequest): number | undefined {
  const length = request.header('content-length')
  return length !== undefined && /^\d{1,15}$/.test(length) ? Number(length) : undefined
}
