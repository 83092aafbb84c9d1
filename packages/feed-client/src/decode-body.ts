import { promisify } from 'node:util'
import type { ZlibOptions } from 'node:zlib'
import { brotliDecompress, gunzip, inflate, inflateRaw } from 'node:zlib'
import { ContentEncodingError, PageTooLargeError, TruncatedBodyError } from './request-errors.ts'

/** What requests send as `Accept-Encoding`. */
export const acceptedEncodings = 'gzip, deflate, br'

type Decompress = (body: Uint8Array, options: ZlibOptions) => Promise<Uint8Array>

const gzip: Decompress = promisify(gunzip)
const zlib: Decompress = promisify(inflate)
const rawDeflate: Decompress = promisify(inflateRaw)
const brotli: Decompress = promisify(brotliDecompress)

/**
 * Undoes a body's content encoding (RFC 9110, section 8.4), at most one, and stops at `maxPageBytes`: a small body can
 * unpack to any size.
 *
 * @throws {ContentEncodingError} @throws {PageTooLargeError} @throws {TruncatedBodyError}
 */
export async function decodeBody(
  body: Uint8Array,
  contentEncoding: string | undefined,
  { url, maxPageBytes }: { url: string; maxPageBytes: number },
): Promise<Uint8Array> {
  const listed = (contentEncoding ?? '').toLowerCase().split(',')
  const encodings = listed.map((each) => each.trim()).filter((each) => each !== '' && each !== 'identity')
  const [encoding] = encodings
  if (encoding === undefined || body.length === 0) return body
  if (encodings.length > 1) throw new ContentEncodingError(url, contentEncoding ?? '', 'names more than one')
  const decompress = chooseDecompression(encoding, body)
  if (!decompress) throw new ContentEncodingError(url, encoding, 'was not asked for')
  try {
    return await decompress(body, { maxOutputLength: maxPageBytes, chunkSize: 128 * 1024 })
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
    if (code === 'ERR_BUFFER_TOO_LARGE') throw new PageTooLargeError(url, maxPageBytes)
    if (code === 'Z_BUF_ERROR') throw new TruncatedBodyError(url, { cause })
    throw new ContentEncodingError(url, encoding, 'is damaged', { cause })
  }
}

function chooseDecompression(encoding: string, body: Uint8Array): Decompress | undefined {
  switch (encoding) {
    case 'gzip':
    case 'x-gzip':
      return gzip
    case 'deflate':
      // should be the zlib format, but some servers send it bare
      return ((body[0] ?? 0) & 0x0f) === 8 ? zlib : rawDeflate
    case 'br':
      return brotli
    default:
      return undefined
  }
}
