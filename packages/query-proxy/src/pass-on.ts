import type { ForwardedAnswer } from './forward-search.ts'
import { type Answer, jsonType, respond } from './respond.ts'

/** Answers with status and body as OpenSearch sent them; of its headers only those that describe the body. */
export async function passOn({ status, headers, body }: ForwardedAnswer, method: string): Promise<Answer> {
  const type = headers['content-type'] ?? jsonType
  const length = body instanceof Uint8Array ? String(body.byteLength) : headers['content-length']
  const described = {
    'content-type': /^application\/json\b/i.test(type) ? jsonType : type,
    ...(length === undefined ? {} : { 'content-length': length }),
  }
  if (method !== 'HEAD') return respond(status, body, described)
  if (!(body instanceof Uint8Array)) await body.cancel()
  return respond(status, null, described)
}
