/**
 * What the proxy needs of Node's `IncomingMessage`: the request as it came over the wire. A web `Request` forbids GET a
 * body and normalises the path, but consumers send GET with a body and sign every byte of both.
 */
export interface NodeRequest {
  readonly url?: string | undefined
  /** Names and values by turns, as they were sent. */
  readonly rawHeaders: readonly string[]
  iterator(options: { destroyOnReturn: boolean }): AsyncIterator<unknown>
}

/** The environment of a Hono request: `@hono/node-server` gives `incoming`; without it the web `Request` is read. */
export interface QueryProxyBindings {
  readonly incoming?: NodeRequest
}

/** A request, nothing decoded, normalised or dropped. */
export interface RawRequest {
  readonly method: string
  /** Path and query as sent. */
  readonly target: string
  /** The first header of that name, lower-case; `''` when it is empty, `undefined` when it is absent. */
  header(name: string): string | undefined
  /** All headers of that name, joined by commas as RFC 9110 section 5.3 has it. */
  joinedHeader(name: string): string | undefined
  /** The body's chunks, once. Leaving early leaves the rest to be read. */
  body(): AsyncIterator<Uint8Array>
}

/** Finds the raw request behind a Hono request. */
export function rawRequest(request: Request, bindings: QueryProxyBindings | undefined): RawRequest {
  const { incoming } = bindings ?? {}
  return incoming ? fromNode(request.method, incoming) : fromWeb(request)
}

/** The path that decides which handler answers: as sent, without the query. */
export function rawPath(request: Request, bindings: QueryProxyBindings | undefined): string {
  const [path = '/'] = rawRequest(request, bindings).target.split('?', 1)
  return path
}

function fromNode(method: string, incoming: NodeRequest): RawRequest {
  const all = (name: string): string[] =>
    incoming.rawHeaders.filter((_value, index, raw) => index % 2 === 1 && raw[index - 1]?.toLowerCase() === name)
  return {
    method,
    // the absolute form of RFC 9112 section 3.2.2 names the origin as well
    target: (incoming.url ?? '/').replace(/^https?:\/\/[^/?]*/i, '') || '/',
    header: (name) => all(name)[0],
    joinedHeader: (name) => {
      const values = all(name)
      return values.length === 0 ? undefined : values.join(', ')
    },
    body: () => incoming.iterator({ destroyOnReturn: false }) as AsyncIterator<Uint8Array>,
  }
}

function fromWeb(request: Request): RawRequest {
  const url = new URL(request.url)
  const header = (name: string): string | undefined =>
    request.headers.get(name) ?? (name === 'host' ? url.host : undefined)
  return {
    method: request.method,
    target: `${url.pathname}${url.search}`,
    header,
    joinedHeader: header,
    body: () => (request.body ? request.body.values({ preventCancel: true }) : none()),
  }
}

async function* none(): AsyncGenerator<Uint8Array> {}
