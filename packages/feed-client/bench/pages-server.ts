/** Serves feeds for pages.ts, in a thread of its own: `/{activities a page}/{page}`. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { parentPort } from 'node:worker_threads'
import { pages } from './pages-shape.ts'

const bodies = new Map<string, Buffer>()
const server = createServer((request, response) => {
  const path = request.url ?? ''
  const [, size = 0, number = 0] = path.split('/').map(Number)
  let body = bodies.get(path)
  if (!body) {
    const orderedItems = Array.from({ length: size }, (_, index) => activity(number * size + index))
    const next = number < pages ? `http://${request.headers.host}/${size}/${number + 1}` : undefined
    body = Buffer.from(JSON.stringify({ type: 'Collection', orderedItems, next }))
    bodies.set(path, body)
  }
  response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': body.length, ETag: `"${path}"` })
  response.end(body)
})

server.listen(0, '127.0.0.1', () => parentPort?.postMessage((server.address() as AddressInfo).port))

function activity(n: number): unknown {
  return {
    id: `dit:DataHubInteraction:${n}:Announce`,
    type: 'Announce',
    published: '2026-01-01T00:00:00.000Z',
    generator: { name: 'dit:dataHub', type: 'Application' },
    object: {
      id: `dit:DataHubInteraction:${n}`,
      type: ['dit:Event', 'dit:Interaction'],
      content: 'Lorem ipsum dolor sit amet, consectetur adipiscing elit. '.repeat(14),
      'dit:public': true,
      startTime: '2026-01-01T00:00:00Z',
      attributedTo: [{ id: 'dit:DataHubTeam:1', type: ['Group', 'dit:Team'], name: 'Team' }],
    },
    actor: { id: `dit:company:${n}`, name: 'Example Ltd' },
  }
}
