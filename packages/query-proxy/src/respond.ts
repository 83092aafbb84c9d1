/** The content type of every JSON answer. */
export const jsonType = 'application/json; charset=utf-8'

/** What an answer can be made of. */
export type AnswerBody = string | Uint8Array | ReadableStream<Uint8Array> | null

/** What a request is answered with, whoever serves it: see `nodeListener` and `webResponse`. */
export interface Answer {
  readonly status: number
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: AnswerBody
  /** Who is told of the end of a stream. */
  readonly watch?: StreamWatch | undefined
}

/** Told how the stream of an answer ends. */
export interface StreamWatch {
  /** It broke off: the answer's reader is told by a connection that ends too early. */
  readonly onBroken: (error: unknown) => void
  /** Called once, however it ended. */
  readonly onEnd: () => void
}

/** Makes an answer, its headers complete. */
export function respond(status: number, body: AnswerBody, headers: Readonly<Record<string, string>>): Answer {
  return { status, body, headers: { server: 'activity-stream', ...headers } }
}
