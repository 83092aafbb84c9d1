/**
 * A source in a process of its own: `generated FEEDS ACTIVITIES`, whose pages are made when they are asked for, so that
 * a million activities need no memory; or `held FEEDS ACTIVITIES`, feeds of the feed server, which holds the tail's
 * requests. Feed n is at `/n/feed`. Prints its port and ends when its input does.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createFeedHandler, memoryLog, openToEveryone } from '@as/feed-server'
import { getRequestListener } from '@hono/node-server'
import { activityOf } from './activity.ts'

const [kind, feeds = 1, activities = 0] = process.argv.slice(2).map((value, n) => (n === 0 ? value : Number(value)))
const count = Number(activities)
const PAGE = 100

const server = createServer(kind === 'held' ? heldFeeds() : generatedFeeds)
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port))
process.stdin.resume().once('end', () => process.exit())

function generatedFeeds(...[request, response]: Parameters<Parameters<typeof createServer>[1] & object>): void {
  const url = new URL(request.url ?? '/', 'http://source')
  const from = Number(url.searchParams.get('from') ?? 0)
  const [, feed] = url.pathname.split('/')
  const items = Array.from({ length: Math.min(PAGE, count - from) }, (_, n) =>
    JSON.stringify(activityOf(`${feed}`, from + n)),
  )
  const next = from + PAGE < count ? `,"next":"${url.pathname}?from=${from + PAGE}"` : ''
  response.writeHead(200, { 'content-type': 'application/activity+json' })
  response.end(`{"type":"Collection","orderedItems":[${items.join(',')}]${next}}`)
}

function heldFeeds(): ReturnType<typeof getRequestListener> {
  const handlers = Array.from({ length: Number(feeds) }, (_, feed) => {
    const log = memoryLog()
    for (let n = 0; n < count; n += 1) log.append(activityOf(`${feed}`, n))
    return createFeedHandler({ source: log, authentication: openToEveryone() })
  })
  return getRequestListener((request) => {
    const handler = handlers[Number(new URL(request.url).pathname.split('/')[1])]
    return handler ? handler(request) : new Response('', { status: 404 })
  })
}
