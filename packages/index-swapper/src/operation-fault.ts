import type { IndexOperation } from './bulk-action.ts'
import type { ClusterErrorCause } from './cluster.ts'

const MAX_ID_BYTES = 512
const LINE_FEED = 0x0a

/**
 * Why the cluster would not only refuse an operation but the whole request that it is in, or read it as something else;
 * `undefined` if it is sound. Pure.
 *
 * @param size What the operation takes of a request, in bytes.
 */
export function faultOf(
  { id, source }: IndexOperation,
  { size, maxRequestBytes }: { size: number; maxRequestBytes: number },
): ClusterErrorCause | undefined {
  const idBytes = Buffer.byteLength(id)
  if (idBytes === 0 || idBytes > MAX_ID_BYTES) {
    return fault('invalid_id', `the id has ${idBytes} bytes, and OpenSearch takes 1 to ${MAX_ID_BYTES}`)
  }
  if (size > maxRequestBytes) {
    return fault('document_too_large', `it takes ${size} bytes, and a request to the cluster holds ${maxRequestBytes}`)
  }
  if (source.includes(LINE_FEED)) return fault('invalid_source', 'it is more than one line')
  return undefined
}

function fault(type: string, reason: string): ClusterErrorCause {
  return { type, reason }
}
