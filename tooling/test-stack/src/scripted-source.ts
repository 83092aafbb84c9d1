import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** An activity as a test writes it: anything that JSON can hold, or the exact text of one. */
export type ScriptedActivity = Readonly<Record<string, unknown>> | string

/** Answers a request in the source's place; false lets the source answer as usual. */
export type Fault = (request: IncomingMessage, response: ServerResponse) => boolean

export interface ScriptedSource extends AsyncDisposable {
  /** The feed's first page. */
  readonly seed: string
  readonly port: number
  /** The path and the `Authorization` header of every request so far. */
  readonly requests: { path: string; authorization: string | undefined }[]
  /** The most requests that were ever in flight at once. */
  readonly mostInFlight: number
  /** Adds activities at the end of the feed. */
  append(...activities: readonly ScriptedActivity[]): void
  /** Changes activities where they stand: what returns `undefined` is deleted. */
  edit(change: (activity: ScriptedActivity) => ScriptedActivity | undefined): void
  /** Until called with `undefined`, every request goes through `fault` first. */
  interfere(fault: Fault | undefined): void
}

/**
 * A real HTTP server whose feed a test writes: pages oldest first, keyset cursors, a `next` link on every page but the
 * last.
 *
 * @param options.port Default: a free one.
 */
export async function startScriptedSource({ pageSize = 3, port = 0 } = {}): Promise<ScriptedSource> {
  let items: { key: number; activity: ScriptedActivity }[] = []
  let lastKey = 0
  let fault: Fault | undefined
  let inFlight = 0
  let mostInFlight = 0
  const requests: ScriptedSource['requests'] = []

  const page = (url: URL) => {
    const after = Number(url.searchParams.get('after') ?? 0)
    const left = items.filter(({ key }) => key > after)
    const shown = left.slice(0, pageSize)
    const texts = shown.map(({ activity }) => (typeof activity === 'string' ? activity : JSON.stringify(activity)))
    const next = left.length > shown.length ? `${url.origin}/feed?after=${shown.at(-1)?.key}` : undefined
    return `{"@context":["https://www.w3.org/ns/activitystreams"],"type":"Collection","orderedItems":[${texts.join(',')}]${next ? `,"next":${JSON.stringify(next)}` : ''}}`
  }

  const server = createServer((request, response) => {
    inFlight += 1
    mostInFlight = Math.max(mostInFlight, inFlight)
    response.once('close', () => {
      inFlight -= 1
    })
    const url = new URL(request.url ?? '/', `http://${request.headers.host}`)
    requests.push({ path: url.pathname + url.search, authorization: request.headers.authorization })
    if (fault?.(request, response)) return
    response.writeHead(200, { 'content-type': 'application/activity+json' }).end(page(url))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve)
  })
  const address = server.address() as AddressInfo
  return {
    seed: `http://127.0.0.1:${address.port}/feed`,
    port: address.port,
    requests,
    get mostInFlight() {
      return mostInFlight
    },
    append(...activities) {
      for (const activity of activities) {
        lastKey += 1
        items.push({ key: lastKey, activity })
      }
    },
    edit(change) {
      items = items.flatMap(({ key, activity }) => {
        const changed = change(activity)
        return changed === undefined ? [] : [{ key, activity: changed }]
      })
    },
    interfere(next) {
      fault = next
    },
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}
