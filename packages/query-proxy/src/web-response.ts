import { guardStream } from './guard-stream.ts'
import type { Answer } from './respond.ts'

/**
 * An answer as a web `Response`. Its headers are complete from the start: changing those of a `Response` later makes Hono
 * and its adaptor copy it.
 *
 * @param cutOff Closes the caller's connection, where that is possible.
 */
export function webResponse({ status, headers, body, watch }: Answer, cutOff: (() => void) | undefined): Response {
  const guarded = watch && body instanceof ReadableStream ? guardStream(body, { ...watch, cutOff }) : body
  return new Response(guarded as ConstructorParameters<typeof Response>[0], { status, headers })
}
