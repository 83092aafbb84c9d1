import { createFeedHandler, type FeedServerEvent, type FeedSource, openToEveryone, pathCursor } from '@as/feed-server'
import { type VerificationPage, verificationActivities } from './verification-activities.ts'

export interface VerificationFeedOptions {
  /** Milliseconds since 1970. Default `Date.now`. */
  readonly now?: () => number
  readonly onEvent?: (event: FeedServerEvent) => void
}

const help =
  'The verification feed of the Activity Stream: GET /{unix seconds}, such as /0: activities from then on, one a second of the last 24 hours; ' +
  '/now/{unix seconds}: the same, published at the moment of the request'

const context = ['https://www.w3.org/ns/activitystreams', { dit: 'https://www.trade.gov.uk/ns/activitystreams/v1' }]

/** Answers every request to the verification feed: its pages, the first of them `/`, and `/checks/p1`. Never rejects. */
export function createVerificationFeed(options: VerificationFeedOptions = {}): (request: Request) => Promise<Response> {
  const { now = Date.now, onEvent = () => {} } = options
  const feed = (base: string, published: VerificationPage['published']) =>
    createFeedHandler({
      source: verificationSource(published, now),
      authentication: openToEveryone(), // made-up data: there is nothing to protect
      cursors: pathCursor(base),
      context,
      onEvent,
    })
  const ownSecond = feed('/', 'own-second')
  const query = feed('/now/', 'query')

  return async (request) => {
    const { pathname } = new URL(request.url)
    if (/^\/now(?:\/\d{0,15})?$/.test(pathname)) return query(request)
    if (/^\/\d{0,15}$/.test(pathname)) return ownSecond(request)
    const isRead = request.method === 'GET' || request.method === 'HEAD'
    if (pathname === '/checks/p1' && isRead) return answer(request, 200, 'text/plain; charset=utf-8', '__UP__\n')
    if (pathname === '/checks/p1') {
      return json(request, 405, '405: Method Not Allowed', { allow: 'GET, HEAD' })
    }
    return json(request, 404, `404: Not Found. ${help}.`)
  }
}

/** The feed as a source: the cursor is the second to go on from. */
function verificationSource(published: VerificationPage['published'], now: () => number): FeedSource {
  return {
    async readPage(cursor = '0', { limit, url }) {
      const { activities, nextSeconds } = verificationActivities({
        fromSeconds: Number(cursor),
        limit,
        nowMs: now(),
        urlOf: (seconds) => new URL(`/${seconds}`, url).href,
        published,
      })
      return { items: activities, nextCursor: String(nextSeconds) }
    },
  }
}

function json(request: Request, status: number, details: string, headers: Readonly<Record<string, string>> = {}) {
  return answer(request, status, 'application/json; charset=utf-8', JSON.stringify({ details }), headers)
}

function answer(
  request: Request,
  status: number,
  contentType: string,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return new Response(request.method === 'HEAD' ? null : body, {
    status,
    headers: { ...headers, 'content-type': contentType, 'content-length': String(Buffer.byteLength(body)) },
  })
}
