/**
 * The least that a proxy in Node can be: `node:http` in front, undici behind, and nothing between them, no signature, no
 * permission, no log. What searches through it cost is the floor for searches through incoming. Takes OpenSearch's URL.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Pool } from 'undici'

const pool = new Pool(process.argv[2] ?? '')

const server = createServer((incoming, outgoing) => {
  const received: Buffer[] = []
  incoming.on('data', (chunk: Buffer) => received.push(chunk))
  incoming.on('end', () => {
    const headers = { 'content-type': 'application/json' }
    pool.dispatch(
      { method: 'POST', path: '/activities/_search', headers, body: Buffer.concat(received) },
      {
        onRequestStart() {},
        onResponseStart: (_, status, { 'content-length': length = '' }) =>
          void outgoing.writeHead(status, { 'content-length': String(length) }),
        onResponseData: (_, chunk) => void outgoing.write(chunk),
        onResponseEnd: () => void outgoing.end(),
        onResponseError: () => void outgoing.destroy(),
      },
    )
  })
})
server.listen(0, '127.0.0.1', () => console.log(`Listening on port ${(server.address() as AddressInfo).port}`))
