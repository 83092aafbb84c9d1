import { jsonType } from './details-response.ts'
import type { ForwardedAnswer } from './forward-search.ts'

/** Answers with status and body as OpenSearch sent them; of its headers only those that describe the body. */
export async function passOn({ status, headers, body }: ForwardedAnswer, method: string): Promise<Response> {
  const type = headers['content-type'] ?? jsonType
  const length = headers['content-length']
  const described = {
    'content-type': /^application\/json\b/i.test(type) ? jsonType : type,
    ...(length === undefined ? {} : { 'content-length': length }),
  }
  if (method !== 'HEAD') return new Response(body, { status, headers: described })
  await body.cancel()
  return new Response(null, { status, headers: described })
}
