import type { RequestListener } from 'node:http'
import type { Socket } from 'node:net'
import type { FeedClientErrorCode, FeedClientLimits, SourceFormat } from '../../src/index.ts'

/** What a hostile source does, and the error it must end in. */
export interface Misbehaviour {
  /** Goes on from "a source that". */
  readonly does: string
  /** Answers HTTP requests. */
  readonly answer?: RequestListener
  /** Or speaks whatever it likes, once it has been asked. */
  readonly speak?: (socket: Socket) => void
  /** Default `http`. */
  readonly scheme?: 'http' | 'https'
  /** Default `as2Format`. */
  readonly format?: SourceFormat
  readonly limits?: Partial<FeedClientLimits>
  /** Members of the error besides its code. */
  readonly ends: { readonly code: FeedClientErrorCode } & Readonly<Record<string, unknown>>
}

export const page = '{"orderedItems":[{"id":"a"}]}'

/** Stands for what must not come up in a message. */
export const secret = 'top-secret'

/** Answers every request with the same body. */
export const send =
  (body: string | Uint8Array, headers: Record<string, string> = {}): RequestListener =>
  (_, response) =>
    void response.writeHead(200, headers).end(body)

/** Writes something, and then ends the connection. */
export const say =
  (answer: string | Uint8Array) =>
  (socket: Socket): void =>
    void socket.end(answer)

/** Writes something over and over. */
export const repeat =
  (head: string, part: string, everyMs = 3) =>
  (socket: Socket): void => {
    socket.write(head)
    const timer = setInterval(() => socket.write(part), everyMs)
    socket.once('close', () => clearInterval(timer))
  }

/** Writes something as fast as it is taken. */
export const flood =
  (head: string, part: string) =>
  (socket: Socket): void => {
    const more = () => {
      while (!socket.destroyed && socket.write(part));
    }
    socket.on('drain', more)
    socket.write(head)
    more()
  }
