import { once } from 'node:events'
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** A request on its way to the server, as a fault looks at it. */
export interface ProxiedRequest {
  /** The first is 1. */
  readonly number: number
  readonly method: string
  /** With the query. */
  readonly path: string
  readonly body: Buffer
}

/** What the server answered, or what is said in its place. */
export interface ProxiedAnswer {
  readonly status: number
  readonly body: Buffer
  /** Default: `application/json; charset=UTF-8`. */
  readonly contentType?: string
}

/** What becomes of one request. */
export type ProxyFault =
  /** The server never sees it. */
  | { readonly type: 'answer'; readonly answer: ProxiedAnswer }
  /** The connection is reset, `before` the server sees the request or `after` it has done what was asked. */
  | { readonly type: 'reset'; readonly when: 'before' | 'after' }
  /** The server's own answer, cut off after a share of its bytes. */
  | { readonly type: 'cut'; readonly share: number }
  /** Another body goes to the server, and what it answers is changed. */
  | {
      readonly type: 'rewrite'
      readonly body: Buffer
      readonly change: (answer: ProxiedAnswer) => ProxiedAnswer
    }
  /** Passed on, and the answer too, each after a wait. */
  | { readonly type: 'delay'; readonly ms: number }

/** Looks at each request. `undefined`, or a promise of it, passes it on; until the promise resolves, it is held. */
export type InterfereWith = (request: ProxiedRequest) => ProxyFault | undefined | Promise<ProxyFault | undefined>

export interface FaultProxy extends AsyncDisposable {
  /** `http://127.0.0.1:45671` */
  readonly url: string
  /** Requests seen so far. */
  readonly requests: number
  /** Until called with `undefined`, every request goes through `fault` first. */
  interfere(fault: InterfereWith | undefined): void
}

/**
 * A real HTTP server on loopback that passes requests on to another one and answers with what that one said, but for
 * the faults of a script. A server that does not answer shows as a connection that is reset.
 *
 * @param target `http://127.0.0.1:9200`; may be down, and come back.
 */
export async function startFaultProxy(target: string): Promise<FaultProxy> {
  let interfering: InterfereWith | undefined
  let requests = 0

  async function relay(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    requests += 1
    const number = requests
    const body = await bytesOf(incoming)
    const { method = 'GET', url: path = '/' } = incoming
    const fault = await interfering?.({ number, method, path, body })
    if (fault?.type === 'answer') return answerWith(outgoing, fault.answer)
    if (fault?.type === 'reset' && fault.when === 'before') return reset(outgoing)
    if (fault?.type === 'delay') await sleep(fault.ms)
    const answer = await ask(target, incoming, fault?.type === 'rewrite' ? fault.body : body)
    if (fault?.type === 'reset') return reset(outgoing)
    if (fault?.type === 'cut') return cutOff(outgoing, answer, fault.share)
    if (fault?.type === 'delay') await sleep(fault.ms)
    answerWith(outgoing, fault?.type === 'rewrite' ? fault.change(answer) : answer)
  }

  const server = createServer((incoming, outgoing) => {
    relay(incoming, outgoing).catch(() => reset(outgoing))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    get requests() {
      return requests
    },
    interfere(fault) {
      interfering = fault
    },
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

async function ask(target: string, incoming: IncomingMessage, body: Buffer): Promise<ProxiedAnswer> {
  const { host: _, 'transfer-encoding': __, ...headers } = incoming.headers
  const asked = httpRequest(new URL(incoming.url ?? '/', target), {
    method: incoming.method,
    headers: { ...headers, 'content-length': body.length },
  })
  asked.end(body)
  const [answer] = (await once(asked, 'response')) as [IncomingMessage]
  const contentType = answer.headers['content-type']
  return { status: answer.statusCode ?? 502, body: await bytesOf(answer), ...(contentType ? { contentType } : {}) }
}

async function bytesOf(message: IncomingMessage): Promise<Buffer> {
  return Buffer.concat(await message.toArray())
}

function answerWith(outgoing: ServerResponse, { status, body, contentType }: ProxiedAnswer): void {
  outgoing.writeHead(status, headersOf(body, contentType)).end(body)
}

function cutOff(outgoing: ServerResponse, { status, body, contentType }: ProxiedAnswer, share: number): void {
  outgoing.writeHead(status, headersOf(body, contentType))
  outgoing.write(body.subarray(0, Math.floor(body.length * share)), () => outgoing.destroy())
}

function headersOf(body: Buffer, contentType = 'application/json; charset=UTF-8'): Record<string, string | number> {
  return { 'content-type': contentType, 'content-length': body.length }
}

function reset(outgoing: ServerResponse): void {
  outgoing.socket?.resetAndDestroy()
}
