import { HawkError } from './errors.ts'
import { formatHawkHeader, isHeaderText } from './hawk-header.ts'
import { type HawkArtifacts, macBaseString } from './mac-base-string.ts'
import { nodeMac, nodePayloadHash } from './node-digest.ts'
import { mediaTypeOf } from './payload-prefix.ts'

/** What an answer's Server-Authorization covers. */
export interface HawkAnswer {
  /** The Content-Type header as it will be sent. */
  readonly contentType: string
  /** The whole body, before content encoding; a string stands for its UTF-8. */
  readonly body: Uint8Array | string
  /** Application data: printable ASCII. */
  readonly ext?: string | undefined
}

/**
 * Makes the Server-Authorization header of the answer to a request.
 *
 * @param artifacts What the request's own MAC covered
 * @throws {HawkError} If `ext` cannot travel in a header.
 * @see https://github.com/mozilla/hawk/blob/main/README.md, "Response Payload Validation"
 */
export function signAnswer({ contentType, body, ext }: HawkAnswer, artifacts: HawkArtifacts, key: string): string {
  if (ext && !isHeaderText(ext)) throw new HawkError('bad_option', 'Cannot sign answer: ext must be printable ASCII')
  const hash = nodePayloadHash(mediaTypeOf(contentType), body)
  const mac = nodeMac(key, macBaseString('response', { ...artifacts, hash, ext }))
  return formatHawkHeader({ mac, hash, ext })
}
