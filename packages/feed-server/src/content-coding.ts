import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { weightedHeader } from './weighted-header.ts'

/** How the bytes of a body are compressed. */
export type ContentCoding = 'br' | 'gzip'

/**
 * The coding that an Accept-Encoding header likes best; of equals `br`, which is smaller. Without the header any might
 * do, by RFC 9110 §12.5.3, but programs that cannot decode often send none.
 */
export function chooseCoding(acceptEncoding: string | null): ContentCoding | undefined {
  if (acceptEncoding === null) return undefined
  const weights = weightedHeader(acceptEncoding)
  const any = weights.get('*') ?? 0
  const gzipWeight = weights.get('gzip') ?? weights.get('x-gzip') ?? any
  // never by `*` alone: who means br says so
  const brWeight = weights.get('br') ?? 0
  if (Math.max(gzipWeight, brWeight) <= 0) return undefined
  return brWeight >= gzipWeight ? 'br' : 'gzip'
}

const compressors = {
  gzip: promisify(gzip),
  // of the eleven qualities the one that takes as long as gzip
  br: (body: Uint8Array) =>
    promisify(brotliCompress)(body, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 4, [constants.BROTLI_PARAM_SIZE_HINT]: body.byteLength },
    }),
} as const

/** Compresses a body. */
export async function compress(body: Uint8Array, coding: ContentCoding): Promise<Uint8Array<ArrayBuffer>> {
  return (await compressors[coding](body)) as Uint8Array<ArrayBuffer>
}
