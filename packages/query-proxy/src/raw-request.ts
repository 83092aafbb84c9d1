/**
 * What the proxy needs of Node's `IncomingMessage`: the request as it came over the wire. A web `Request` forbids GET a
 * body and normalises the path, but consumers send GET with a body and sign every byte of both.
 */
export interface NodeRequest {
  readonly url?: string | undefined
  /** By lower-case name; several of one name are joined by commas, or the first counts. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  on(event: string, listener: (value: unknown) => void): unknown
  off(event: string, listener: (value: unknown) => void): unknown
  pause(): unknown
  resume(): unknown
}

/** What Hono's handlers need of Node's `ServerResponse`: to cut off an answer that cannot be finished. */
export interface NodeResponse {
  destroy(): unknown
}

/** The environment of a Hono request: `@hono/node-server` gives these; without them the web `Request` is read. */
export interface QueryProxyBindings {
  readonly incoming?: NodeRequest
  readonly outgoing?: NodeResponse
}

/** A request, nothing decoded, normalised or dropped. */
export interface RawRequest {
  readonly method: string
  /** Path and query as sent. */
  readonly target: string
  /**
   * The header of that name, lower-case; `''` when it is empty, `undefined` when it is absent. Of several
   * `Authorization`, `Content-Type` and `Host` the first counts, others are one list: RFC 9110 section 5.3.
   */
  header(name: string): string | undefined
  /**
   * Reads the body, once.
   *
   * @returns Ends it early: the rest is left to be read.
   */
  readBody(reader: BodyReader): () => void
}

/** Told of a body as it comes; of its end, or of what broke it off, once. */
export interface BodyReader {
  /** @returns When to go on with the next one, which is left where it is so long; `undefined` for at once. */
  onChunk(chunk: Uint8Array): Promise<void> | undefined
  onEnd(): void
  onError(error: unknown): void
}

/** Finds the raw request behind a Hono request. */
export function rawRequest(request: Request, bindings: QueryProxyBindings | undefined): RawRequest {
  const { incoming } = bindings ?? {}
  return incoming ? nodeRequest(request.method, incoming) : fromWeb(request)
}

/** The path that Hono finds its handler by: as sent, without the query. */
export function rawPath(request: Request, bindings: QueryProxyBindings | undefined): string {
  const { incoming } = bindings ?? {}
  return pathOf(incoming ? targetOf(incoming) : new URL(request.url).pathname)
}

/** A target without its query. */
export function pathOf(target: string): string {
  const query = target.indexOf('?')
  return query < 0 ? target : target.slice(0, query)
}

/** The origin that the caller asked, as the first proxy says; a signature covers its host and port. */
export function originOf(request: RawRequest): string {
  const [proto = ''] = (request.header('x-forwarded-proto') ?? '').split(',', 1)
  return `${proto.trim()}://${request.header('host')}`
}

/** Without the origin that the absolute form of RFC 9112 section 3.2.2 names as well. */
function targetOf({ url = '/' }: NodeRequest): string {
  return url.startsWith('/') ? url : url.replace(/^https?:\/\/[^/?]*/i, '') || '/'
}

/** Node's own request. */
export function nodeRequest(method: string, incoming: NodeRequest): RawRequest {
  return {
    method,
    target: targetOf(incoming),
    header: (name) => {
      const value = incoming.headers[name]
      return typeof value === 'string' ? value : value?.join(', ')
    },
    readBody: (reader) => readNode(incoming, reader),
  }
}

/** By events: an async iterator of a Node stream costs more than all else of a short body. */
function readNode(incoming: NodeRequest, reader: BodyReader): () => void {
  let isStopped = false
  const onChunk = (chunk: unknown): void => {
    const turn = reader.onChunk(chunk as Uint8Array)
    if (!turn || isStopped) return
    incoming.pause()
    void turn.then(() => isStopped || incoming.resume())
  }
  const onEnd = (): void => reader.onEnd()
  const onError = (error: unknown): void => reader.onError(error)
  const onClose = (): void => reader.onError(new Error('the caller hung up'))
  const stop = (): void => {
    isStopped = true
    incoming.off('data', onChunk)
    incoming.off('end', onEnd)
    incoming.off('error', onError)
    incoming.off('close', onClose)
    incoming.pause()
  }
  incoming.on('data', onChunk)
  incoming.on('end', onEnd)
  incoming.on('error', onError)
  incoming.on('close', onClose)
  return stop
}

function fromWeb(request: Request): RawRequest {
  const url = new URL(request.url)
  return {
    method: request.method,
    target: `${url.pathname}${url.search}`,
    header: (name) => request.headers.get(name) ?? (name === 'host' ? url.host : undefined),
    readBody: (reader) => readWeb(request, reader),
  }
}

function readWeb({ body }: Request, reader: BodyReader): () => void {
  const stopped = new AbortController()
  const read = async (): Promise<void> => {
    try {
      for await (const chunk of body?.values({ preventCancel: true }) ?? []) {
        if (stopped.signal.aborted) return
        await reader.onChunk(chunk)
      }
      if (!stopped.signal.aborted) reader.onEnd()
    } catch (error) {
      if (!stopped.signal.aborted) reader.onError(error)
    }
  }
  void read()
  return () => stopped.abort()
}
