/** A source that costs next to nothing: every page is made before the first request. Prints its port. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { activityText } from './activities.ts'

const [total = 0, pageSize = 100] = process.argv.slice(2).map(Number)
const pages = Array.from({ length: Math.ceil(total / pageSize) }, (_, page) => {
  const from = page * pageSize
  const items = Array.from({ length: Math.min(pageSize, total - from) }, (_, n) => activityText(from + n))
  const next = from + pageSize < total ? `,"next":"/${page + 1}"` : ''
  return Buffer.from(`{"type":"Collection","orderedItems":[${items.join(',')}]${next}}`)
})

const server = createServer((request, response) => {
  const body = pages[Number(request.url?.slice(1) || 0)]
  response.writeHead(body ? 200 : 404, { 'content-type': 'application/activity+json' }).end(body)
})
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port))
// whoever started this one ends it by closing its input
process.stdin.resume().once('end', () => process.exit())
