import type { AuthenticationResult } from './authentication.ts'
import { type ContentCoding, compress } from './content-coding.ts'
import { entityTag, matchesTag, variantTag } from './entity-tag.ts'

/** A body, and what was found out about it: requests share it. */
export interface Rendered {
  readonly text: string
  /** Of the text in UTF-8. */
  readonly byteLength: number
  readonly contentType: string
  /** Further headers that go with the body, not with 304. */
  readonly headers: Readonly<Record<string, string>>
  readonly tag: string
  /** The text in UTF-8, made when it is first asked for. */
  bytes(): Uint8Array<ArrayBuffer>
  /** What to send. */
  plain(): string | Uint8Array<ArrayBuffer>
  readonly compressed: Map<ContentCoding, Promise<Uint8Array<ArrayBuffer>>>
}

/** Smaller texts are as well sent as they are. */
const worthKeepingBytes = 8192

export function rendered(
  text: string,
  { byteLength, contentType, headers }: Pick<Rendered, 'byteLength' | 'contentType' | 'headers'>,
): Rendered {
  let encoded: Uint8Array<ArrayBuffer> | undefined
  let wasSent = false
  const bytes = () => {
    encoded ??= new TextEncoder().encode(text)
    return encoded
  }
  const plain = () => {
    // servers write a text faster than bytes made of it for this once; what is sent again is better made once
    if (byteLength < worthKeepingBytes || !(wasSent || encoded)) {
      wasSent = true
      return text
    }
    return bytes()
  }
  return { text, byteLength, contentType, headers, tag: entityTag(text), bytes, plain, compressed: new Map() }
}

/** Whether the caller has the body already [P14]. */
export function isKnown(request: Request, { tag }: Rendered, coding: ContentCoding | undefined): boolean {
  return matchesTag(request.headers.get('if-none-match'), variantTag(tag, coding))
}

/**
 * Answers with a body: compressed where that is wanted, not at all where the caller has it, its headers alone to HEAD.
 */
export async function answerBody(
  request: Request,
  render: Rendered,
  options: {
    readonly coding: ContentCoding | undefined
    /** Sent with 200 and 304. */
    readonly headers: Readonly<Record<string, string>>
    readonly answerHeaders: Extract<AuthenticationResult, { ok: true }>['answerHeaders']
  },
): Promise<{ response: Response; status: 200 | 304 }> {
  const { coding, answerHeaders } = options
  const { contentType } = render
  const headers = { ...options.headers, etag: variantTag(render.tag, coding), vary: 'Accept, Accept-Encoding' }
  if (isKnown(request, render, coding)) {
    const signed = answerHeaders?.({ contentType: '', body: new Uint8Array() })
    return { status: 304, response: new Response(null, { status: 304, headers: { ...headers, ...signed } }) }
  }
  const isHead = request.method === 'HEAD'
  const compressed = coding && (await compressedOnce(render, coding))
  return {
    status: 200,
    response: new Response(isHead ? null : (compressed ?? render.plain()), {
      headers: {
        ...headers,
        ...render.headers,
        'content-type': contentType,
        'content-length': String((compressed ?? render).byteLength),
        ...(coding && { 'content-encoding': coding }),
        ...answerHeaders?.({ contentType, body: isHead ? new Uint8Array() : render.bytes() }),
      },
    }),
  }
}

function compressedOnce({ bytes, compressed }: Rendered, coding: ContentCoding): Promise<Uint8Array<ArrayBuffer>> {
  const known = compressed.get(coding)
  if (known) return known
  const made = compress(bytes(), coding)
  compressed.set(coding, made)
  return made
}
