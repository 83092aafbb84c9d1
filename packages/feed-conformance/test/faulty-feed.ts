import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import type { Fault } from './fault.ts'
import { naiveHawk } from './naive-hawk.ts'
import { type Content, createRenderings, type Item, objectId } from './render-fixture.ts'

export interface FaultyFeedOptions {
  readonly faults?: readonly Fault[]
  readonly authentication?: { readonly id: string; readonly key: string } | undefined
  /** Nothing is ever changed or removed: full pages are closed, and archives. */
  readonly isAppendOnly?: boolean
}

export interface FaultyFeed extends AsyncDisposable {
  readonly url: string
  /** Writes one activity, as a write hook does. */
  write(): Promise<readonly string[]>
  /** Deletes one object, as a remove hook does. */
  remove(): Promise<readonly string[]>
}

type Headers = Readonly<Record<string, string>>

const pageSize = 3
const representations = {
  atom: 'application/atom+xml',
  activity: 'application/activity+json',
  plain: 'application/json',
}

/** Serves a feed of its own making on 127.0.0.1: right in every way but the given ones. It knows no library of ours. */
export async function serveFaultyFeed(options: FaultyFeedOptions = {}): Promise<FaultyFeed> {
  const { isAppendOnly = false } = options
  const faults: ReadonlySet<Fault> = new Set(options.faults)
  const render = createRenderings(faults)
  const make = (number: number): Item => ({
    number,
    id: `t:${number}`,
    published: new Date(Date.UTC(2026, 0, 1, 0, 0, number)).toISOString(),
  })
  const items = [1, 2, 3, 4, 5, 6, 7, 8].map(make)
  let [count, tailReadings, held] = [items.length, 0, 0]
  const hawk =
    options.authentication &&
    naiveHawk(options.authentication, Date.now, {
      mac: faults.has('mac-unchecked'),
      hash: faults.has('hash-unchecked'),
      nonce: faults.has('replay'),
      clock: faults.has('any-clock'),
    })

  const server = createServer((request, response) => {
    respond(request, response).catch((error: unknown) => {
      refuse(response, 500, error instanceof Error ? (error.stack ?? '') : '')
    })
  })

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const refusal = refusalOf(request)
    if (refusal) return refuse(response, ...refusal)
    const url = urlOf(request)
    if (faults.has('one-at-a-time')) while (held > 0) await delay(10)
    const start = placeOf(url)
    if (start === undefined) {
      if (faults.has('login-page'))
        return send(request, response, '<html>Sign in</html>', { 'content-type': 'text/html' })
      return refuse(response, 404, 'There is no such page.')
    }
    if (faults.has('hangs') && start > 0) return
    const isTail = start + pageSize > items.length
    if (isTail) tailReadings += 1
    if (isTail && faults.has('tail-gone') && tailReadings > 2) return refuse(response, 404, 'Gone.')
    await servePage(request, response, url, start)
  }

  /** Methods and credentials. */
  function refusalOf(request: IncomingMessage): [status: number, details: string, headers: Headers] | undefined {
    const { method = '', headers } = request
    const isRead = method === 'GET' || (method === 'HEAD' && !faults.has('head-refused'))
    if (!isRead && !(method === 'POST' && faults.has('post-served'))) {
      return [405, 'Method Not Allowed', faults.has('no-allow') ? {} : { allow: 'GET, HEAD' }]
    }
    if (!hawk || faults.has('open-door')) return undefined
    const fault = headers.authorization === undefined ? 'absent' : hawk.fault(request)
    if (!fault || (fault !== 'absent' && faults.has('wrong-let-in'))) return undefined
    const told = fault === 'id' && faults.has('tells-which') ? 'There is no such key.' : 'Credentials are wrong.'
    return [401, told, faults.has('no-challenge') ? {} : { 'www-authenticate': 'Hawk' }]
  }

  function urlOf(request: IncomingMessage): URL {
    const scheme = request.headers['x-forwarded-proto'] === 'https' ? 'https' : 'http'
    return new URL(request.url ?? '/', `${scheme}://${request.headers.host}`)
  }

  /** How many items come before the page. */
  function placeOf({ searchParams }: URL): number | undefined {
    const cursor = searchParams.get('cursor')
    if (cursor === null) return 0
    if (faults.has('cursor-crash')) return Number(BigInt(cursor)) // whatever it may be
    const place = /^(?:0|[1-9]\d{0,8})$/.test(cursor) ? Number(cursor) : undefined
    if (place !== undefined && place <= items.length) return place
    return faults.has('any-cursor') ? 0 : undefined
  }

  function itemsAt(start: number): Item[] {
    const all = faults.has('newest-first') ? items.toReversed() : items
    return all.slice(start, start + pageSize).filter(({ number }) => {
      if (faults.has('forgets') && tailReadings > 1 && number === 2) return false
      return !(faults.has('loses-old-when-written') && count > 8 && number === 1)
    })
  }

  function contentAt(url: URL, start: number): Content {
    const list = faults.has('tail-stale') && start === 6 ? itemsAt(start).slice(0, 2) : itemsAt(start)
    const isEmpty = list.length === 0
    const isLast = faults.has('tail-stale') ? start >= 6 : isEmpty && !faults.has('empty-page-with-next')
    const end = isEmpty || (faults.has('loop') && start > 0) ? 3 : Math.min(start + pageSize, items.length)
    return {
      items: list,
      self: url.href,
      seed: linkTo(url, undefined),
      next: isLast ? undefined : linkTo(url, end),
      previous: start === 0 ? undefined : linkTo(url, Math.max(start - pageSize, 0)),
      current: linkTo(url, items.length),
      isArchive: isAppendOnly && list.length === pageSize,
    }
  }

  function linkTo(url: URL, place: number | undefined): string {
    const link = new URL(url.pathname, faults.has('ignores-proxy') ? origin() : url)
    if (place !== undefined) link.searchParams.set('cursor', String(place))
    if (faults.has('other-host')) link.host = 'internal.example:8080'
    return faults.has('relative-next') ? `${link.pathname}${link.search}` : link.href
  }

  async function servePage(request: IncomingMessage, response: ServerResponse, url: URL, start: number): Promise<void> {
    const accepted = request.headers.accept ?? '*/*'
    const type = Object.values(representations).find((known) => accepted.includes(known)) ?? fallback(url)
    const compose = () => {
      const content = contentAt(url, start)
      return { content, body: bodyOf(url, content, type, start) }
    }
    let composed = compose()
    const wait = Number(/^wait=(\d+)$/.exec(String(request.headers.prefer ?? ''))?.[1] ?? 0)
    const isHolding = wait > 0 && (composed.content.next === undefined || faults.has('holds-all'))
    if (isHolding) {
      const isEmpty = composed.content.items.length === 0
      const isKnown = isNamed(request, composed.body) || isEmpty || faults.has('holds-all')
      const until = performance.now() + (faults.has('holds-for-ever') ? 60 : wait) * 1000
      held += 1
      try {
        for (const before = count; isKnown && performance.now() < until && (count === before || faults.has('deaf')); )
          await delay(10)
      } finally {
        held -= 1
      }
      composed = compose()
    }
    const { content, body } = composed
    const hasTombstones = content.items.some(({ isDeleted }) => isDeleted)
    send(request, response, body, {
      'content-type':
        type === representations.plain && faults.has('html-type') ? 'text/html' : `${type}; charset=utf-8`,
      ...cacheControl(content, start),
      vary: [!faults.has('no-vary') && 'Accept-Encoding', !faults.has('no-vary-accept') && 'Accept']
        .filter(Boolean)
        .join(', '),
      link: `<${faults.has('dead-alternate') ? '/nowhere?cursor=x' : `${url.pathname}?format=atom`}>; rel="alternate"; type="application/atom+xml"`,
      ...(hasTombstones && !faults.has('retention-unsaid') && { 'tombstone-retention': '604800' }),
      ...(isHolding && !faults.has('holds-unannounced') && { 'preference-applied': `wait=${wait}` }),
    })
  }

  function fallback(url: URL): string {
    if (url.searchParams.get('format') === 'atom') return representations.atom
    return faults.has('negotiates-wrong') ? representations.activity : representations.plain
  }

  function bodyOf(url: URL, content: Content, type: string, start: number): string {
    if (type === representations.atom) return render.atom(content)
    if (type !== representations.activity) {
      const isListless = faults.has('no-list') || (faults.has('no-list-on-page-2') && start > 0)
      return render.plain(content, isListless ? 'data' : 'orderedItems')
    }
    return url.searchParams.has('cursor') ? render.collectionPage(content) : render.collection(content, linkTo(url, 0))
  }

  function cacheControl({ isArchive }: Content, start: number): Headers {
    if (faults.has('no-cache-control')) return {}
    if (faults.has('public-for-an-hour')) return { 'cache-control': 'public, max-age=3600' }
    const isClosed = isArchive && (start > 0 || faults.has('closes-the-seed'))
    const immutable = { 'cache-control': 'private, max-age=31536000, immutable' }
    return isClosed || faults.has('closes-all') ? immutable : { 'cache-control': 'private, no-cache' }
  }

  function tagOf(text: string, isZipped: boolean): string | undefined {
    if (faults.has('no-etag')) return undefined
    const mark = isZipped && !faults.has('gzip-same-etag') ? '-gzip' : ''
    if (faults.has('constant-etag')) return `"one${mark}"`
    if (faults.has('random-etag')) return `"${Math.random()}"`
    return `${faults.has('weak-etag') ? 'W/' : ''}"${createHash('sha256').update(text).digest('hex').slice(0, 16)}${mark}"`
  }

  function isNamed(request: IncomingMessage, text: string, isZipped = acceptsGzip(request)): boolean {
    const named = String(request.headers['if-none-match'] ?? '')
    const etag = tagOf(text, isZipped)
    return named === '*' || (etag !== undefined && named.includes(etag.replace('W/', '')))
  }

  function send(request: IncomingMessage, response: ServerResponse, text: string, given: Headers): void {
    const body = Buffer.from(text, faults.has('latin-1') ? 'latin1' : 'utf8')
    const isZipped = acceptsGzip(request) || faults.has('always-gzip')
    const etag = tagOf(text, isZipped)
    const signedBody = faults.has('answers-missigned') ? Buffer.from('') : body
    const signature = hawk?.serverAuthorization(request, given['content-type'] ?? '', signedBody)
    const headers = {
      ...given,
      ...(etag !== undefined && { etag }),
      ...(signature !== undefined && !faults.has('answers-unsigned') && { 'server-authorization': signature }),
    }
    const isAsked = request.headers['if-none-match'] !== undefined
    if ((isNamed(request, text, isZipped) && !faults.has('never-304')) || (isAsked && faults.has('always-304'))) {
      response.writeHead(304, headers).end()
      return
    }
    const isPart = faults.has('range-served') && request.headers.range !== undefined
    const sent = isPart ? body.subarray(0, 11) : isZipped && !faults.has('not-gzip') ? gzipSync(body) : body
    response.writeHead(isPart ? 206 : 200, {
      ...headers,
      'content-length': sent.length + (faults.has('cut-off') ? 10 : 0),
      ...(isZipped && { 'content-encoding': 'gzip' }),
    })
    if (request.method !== 'HEAD' && faults.has('cut-off')) response.write(sent, () => response.destroy())
    else response.end(request.method === 'HEAD' ? undefined : sent)
  }

  function refuse(response: ServerResponse, status: number, details: string, headers: Headers = {}): void {
    const told = faults.has('stack-traces') ? `${details}\n    at readPage (/srv/feed/page.js:12:7)` : details
    const isText = faults.has('text-errors')
    response.writeHead(status, { 'content-type': isText ? 'text/plain' : 'application/json', ...headers })
    response.end(isText ? told : JSON.stringify({ details: told }))
  }

  const origin = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    url: `${origin()}/feed`,
    async write() {
      count += 1
      const item = make(count)
      if (faults.has('added-at-the-start')) items.unshift(item)
      else if (faults.has('commits-late')) items.splice(items.length - 1, 0, item)
      else if (!faults.has('misses-writes')) items.push(item)
      return [item.id]
    },
    async remove() {
      const place = items.findIndex(({ isDeleted }) => !isDeleted)
      const { number } = items[place] ?? make(0)
      if (!faults.has('deleted-still-served')) {
        items.splice(place, 1)
        count += 1
        items.push({ ...make(count), number, id: `t:${number}:Delete`, isDeleted: true })
      }
      return [objectId(number)]
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => {
        server.close(resolve)
      })
    },
  }
}

function acceptsGzip({ headers }: IncomingMessage): boolean {
  return /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?(?:[\s,]|$))/.test(String(headers['accept-encoding'] ?? ''))
}
