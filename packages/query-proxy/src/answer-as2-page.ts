import { randomUUID } from 'node:crypto'
import { readAs2Page, readCursor, writeCursor } from './as2-pages.ts'
import type { CursorStore } from './cursor-store.ts'
import { details, detailsResponse } from './details-response.ts'
import type { ForwardedAnswer } from './forward-search.ts'
import { passOn } from './pass-on.ts'
import { originOf, type RawRequest } from './raw-request.ts'
import { type Answer, jsonType, respond } from './respond.ts'
import { wholeBody } from './whole-body.ts'

export interface As2PageOptions {
  readonly cursors: CursorStore
  readonly cursorTtlSeconds: number
}

export interface As2PageRequest {
  readonly request: RawRequest
  readonly body: Uint8Array
  readonly keyId: string
  /** The last part of a `next` that this key was given; `undefined` asks for the first page. */
  readonly cursor: string | undefined
  /** Searches within the key's permission for the hits after these sort values; `body` is used up. */
  readonly search: (body: Uint8Array, after: readonly unknown[] | undefined) => Promise<ForwardedAnswer>
}

/** A page is held whole, as its documents are written in another order than they came. */
const MAX_ANSWER_BYTES = 256 * 1_048_576

/**
 * Answers one page of `/v1/`: the hits as an AS2 collection, and where there were any, the URL of the next page. A
 * cursor belongs to the key it was given to, and may be asked for again until it expires.
 */
export async function answerAs2Page(
  { cursors, cursorTtlSeconds }: As2PageOptions,
  { request, body, keyId, cursor, search }: As2PageRequest,
): Promise<Answer> {
  const saved = cursor === undefined ? undefined : await cursors.load(`${keyId}:${cursor}`)
  if (cursor !== undefined && saved === undefined) return detailsResponse(404, details.scrollNotFound)
  const position = saved === undefined ? undefined : readCursor(saved)
  const asked = position?.search ?? new TextDecoder().decode(body)

  const answer = await search(position ? new TextEncoder().encode(asked) : body, position?.after)
  if (answer.status !== 200) return await passOn(answer, request.method)
  const page = readAs2Page(await wholeBody(answer, MAX_ANSWER_BYTES))
  const id = randomUUID()
  if (page.after) await cursors.save(`${keyId}:${id}`, writeCursor(asked, page.after), cursorTtlSeconds)
  const next = page.after && new URL(`/v1/${id}`, originOf(request)).href
  return respond(200, page.write(next), { 'content-type': jsonType })
}
