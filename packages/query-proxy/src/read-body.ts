import { BodyTooLargeError, BodyTooSlowError } from './errors.ts'
import type { QueryProxyLimits } from './limits.ts'
import type { RawRequest } from './raw-request.ts'

export interface ReadBodyLimits extends Pick<QueryProxyLimits, 'maxBodyBytes' | 'maxDiscardedBytes' | 'maxDiscardMs'> {
  /** How long a body may take to arrive. */
  readonly maxBodyMs: number
}

/**
 * Reads a request's body, counting while it comes. Of one that is too long the rest is read and thrown away, within
 * bounds: a connection that is closed on a caller who still sends loses the answer. Where the rest is beyond these
 * bounds anyway, nothing is waited for.
 *
 * @throws {BodyTooLargeError} If it is longer than `maxBodyBytes`.
 * @throws {BodyTooSlowError} If it is not there within `maxBodyMs`.
 * @throws What reading fails with, when the caller hangs up.
 */
export function readBody(request: RawRequest, limits: ReadBodyLimits): Promise<Uint8Array> {
  const { maxBodyBytes, maxDiscardedBytes } = limits
  const announced = announcedBytes(request)
  return new Promise((resolve, reject) => {
    if (announced !== undefined && announced > maxDiscardedBytes) {
      return reject(new BodyTooLargeError(maxBodyBytes, announced))
    }
    const chunks: Uint8Array[] = []
    let count = 0
    let timer = setTimeout(() => end(() => reject(new BodyTooSlowError(limits.maxBodyMs))), limits.maxBodyMs)
    const stop = request.readBody({
      onChunk(chunk) {
        const before = count
        count += chunk.byteLength
        if (count <= maxBodyBytes) return void chunks.push(chunk)
        if (before <= maxBodyBytes) {
          chunks.length = 0
          clearTimeout(timer)
          timer = setTimeout(refuse, limits.maxDiscardMs)
        }
        if (count > maxDiscardedBytes) refuse()
      },
      onEnd() {
        if (count > maxBodyBytes) return refuse()
        end(() => resolve(chunks.length === 1 ? (chunks[0] as Uint8Array) : Buffer.concat(chunks)))
      },
      onError(error) {
        // a caller who hangs up has sent what was counted
        if (count > maxBodyBytes) refuse()
        else end(() => reject(error))
      },
    })

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

function announcedBytes(request: RawRequest): number | undefined {
  const length = request.header('content-length')
  return length !== undefined && /^\d{1,15}$/.test(length) ? Number(length) : undefined
}
