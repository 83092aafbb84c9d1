import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type RequestListener, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { signRequest } from '@as/hawk'
import type { QueryProxy } from '../src/index.ts'

export interface ServedProxy extends AsyncDisposable {
  readonly port: number
}

/**
 * Serves the proxy on a free port of the loopback interface, as an app does.
 *
 * @param forwarded What a proxy before it adds to the headers of requests.
 */
export async function serveProxy(app: QueryProxy, forwarded: Record<string, string> = {}): Promise<ServedProxy> {
  return await serveListener((incoming, outgoing) => {
    Object.assign(incoming.headers, forwarded)
    app.listener(incoming, outgoing)
  })
}

/** Serves on a free port of the loopback interface. */
export async function serveListener(listener: RequestListener): Promise<ServedProxy> {
  const server = createServer(listener)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

export const consumer = { id: 'consumer', key: 'secret' }

export interface SignedCall {
  readonly method?: string
  readonly path: string
  readonly body?: string
  /** What is sent in place of the signed body. */
  readonly sentBody?: string
  readonly contentType?: string
  readonly nonce?: string
  readonly credentials?: { readonly id: string; readonly key: string }
  readonly signal?: AbortSignal
  /** Added to the headers of a good request; `undefined` takes one away. */
  readonly headers?: Readonly<Record<string, string | undefined>>
}

export interface CallAnswer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
}

/** The headers of a good request. */
export async function signedHeaders(call: SignedCall): Promise<Record<string, string>> {
  const { method = 'POST', path, body = '', contentType = 'application/json', credentials = consumer, nonce } = call
  const { authorization } = await signRequest(
    { method, url: `https://proxy.example${path}`, contentType, body },
    credentials,
    nonce === undefined ? {} : { nonce },
  )
  const all = {
    host: 'proxy.example',
    'x-forwarded-for': '1.2.3.4, 10.1.2.3, 127.0.0.1',
    'x-forwarded-proto': 'https',
    'content-type': contentType,
    'content-length': String(Buffer.byteLength(call.sentBody ?? body)),
    authorization,
    ...call.headers,
  }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Record<string, string>
}

/** Sends a signed request with `node:http`, which gives GET a body when asked to. */
export async function callProxy({ port }: ServedProxy, call: SignedCall): Promise<CallAnswer> {
  const { method = 'POST', path, body = '', sentBody = body } = call
  const headers = await signedHeaders(call)
  const signal = call.signal ? { signal: call.signal } : {}
  const sent = request({ port, host: '127.0.0.1', method, path, headers, ...signal })
  sent.end(sentBody)
  const [answer] = (await once(sent, 'response')) as [IncomingMessage]
  const text = (await answer.toArray()).map(String).join('')
  return { status: answer.statusCode ?? 0, headers: answer.headers, text }
}
