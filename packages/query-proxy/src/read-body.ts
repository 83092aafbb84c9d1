import { BodyTooLargeError } from './errors.ts'
import type { QueryProxyLimits } from './limits.ts'
import type { RawRequest } from './raw-request.ts'

/**
 * Reads a request's body, counting while it comes. Of one that is too long the rest is read and thrown away, within
 * bounds: a connection that is closed on a caller who still sends loses the answer.
 *
 * @throws {BodyTooLargeError} If it is longer than `maxBodyBytes`.
 */
export async function readBody(request: RawRequest, limits: QueryProxyLimits): Promise<Uint8Array> {
  const body = request.body()
  const chunks: Uint8Array[] = []
  let count = 0
  for (let next = await body.next(); !next.done; next = await body.next()) {
    count += next.value.byteLength
    if (count > limits.maxBodyBytes) {
      chunks.length = 0
      const total = await discard(body, count, limits)
      throw new BodyTooLargeError(limits.maxBodyBytes, announcedBytes(request) ?? total)
    }
    chunks.push(next.value)
  }
  return chunks.length === 1 ? (chunks[0] as Uint8Array) : Buffer.concat(chunks)
}

/** @returns The bytes counted in all. */
async function discard(body: AsyncIterator<Uint8Array>, already: number, limits: QueryProxyLimits): Promise<number> {
  let count = already
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, limits.maxDiscardMs, undefined)
  })
  try {
    while (count <= limits.maxDiscardedBytes) {
      const next = await Promise.race([body.next(), late])
      if (!next || next.done) break
      count += next.value.byteLength
    }
  } catch {
    // a caller who hangs up has sent what was counted
  } finally {
    clearTimeout(timer)
  }
  return count
}

function announcedBytes(request: RawRequest): number | undefined {
  const length = request.header('content-length')
  return length !== undefined && /^\d{1,15}$/.test(length) ? Number(length) : undefined
}
