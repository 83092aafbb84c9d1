import type { Answer } from './respond.ts'

/**
 * An answer as a web `Response`. Its headers are complete from the start: changing those of a `Response` later makes Hono
 * and its adaptor copy it.
 */
export function webResponse({ status, headers, body }: Answer): Response {
  return new Response(body as ConstructorParameters<typeof Response>[0], { status, headers })
}
