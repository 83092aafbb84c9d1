/** The content type of every JSON answer. */
export const jsonType = 'application/json; charset=utf-8'

/** What an answer can be made of. */
export type AnswerBody = string | Uint8Array | ReadableStream<Uint8Array> | null

/**
 * Makes an answer. Its headers are complete from the start: changing those of a `Response` later makes Hono and its
 * adaptor copy it, which costs more than all else here.
 */
export function respond(status: number, body: AnswerBody, headers: Readonly<Record<string, string>>): Response {
  return new Response(body as ConstructorParameters<typeof Response>[0], {
    status,
    headers: { server: 'activity-stream', ...headers },
  })
}
