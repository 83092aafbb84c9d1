import type { AuthenticationResult } from './authentication.ts'
import { type ContentCoding, chooseCoding, compress } from './content-coding.ts'
import { entityTag, matchesTag, variantTag } from './entity-tag.ts'

/** A body, and what was found out about it: held requests share it. */
export interface Rendered {
  readonly body: Uint8Array<ArrayBuffer>
  readonly contentType: string
  /** Further headers that go with the body, not with 304. */
  readonly headers: Readonly<Record<string, string>>
  readonly tag: string
  readonly compressed: Map<ContentCoding, Promise<Uint8Array<ArrayBuffer>>>
}

export function rendered(
  body: Uint8Array<ArrayBuffer>,
  { contentType, headers }: Pick<Rendered, 'contentType' | 'headers'>,
): Rendered {
  return { body, contentType, headers, tag: entityTag(body), compressed: new Map() }
}

/** The coding that a body will be sent in. */
export function codingFor(request: Request, { body }: Rendered, minCompressBytes: number): ContentCoding | undefined {
  return body.byteLength < minCompressBytes ? undefined : chooseCoding(request.headers.get('accept-encoding'))
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
  const { coding, answerHeaders = () => ({}) } = options
  const { body, contentType } = render
  const headers = { ...options.headers, etag: variantTag(render.tag, coding), vary: 'Accept, Accept-Encoding' }
  const nothing = new Uint8Array()
  if (isKnown(request, render, coding)) {
    const signed = answerHeaders({ contentType: '', body: nothing })
    return { status: 304, response: new Response(null, { status: 304, headers: { ...headers, ...signed } }) }
  }
  const isHead = request.method === 'HEAD'
  const sent = coding === undefined ? body : await compressedOnce(render, coding)
  return {
    status: 200,
    response: new Response(isHead ? null : sent, {
      headers: {
        ...headers,
        ...render.headers,
        'content-type': contentType,
        'content-length': String(sent.byteLength),
        ...(coding && { 'content-encoding': coding }),
        ...answerHeaders({ contentType, body: isHead ? nothing : body }),
      },
    }),
  }
}

function compressedOnce({ body, compressed }: Rendered, coding: ContentCoding): Promise<Uint8Array<ArrayBuffer>> {
  const known = compressed.get(coding)
  if (known) return known
  const made = compress(body, coding)
  compressed.set(coding, made)
  return made
}
