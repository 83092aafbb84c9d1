import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { visitShop } from './visit-shop.ts'

test('visitShop() orders, and takes each order to its end', async () => {
  const closing = new AbortController()
  const asked: string[] = []
  let orders = 0
  const server = createServer((request, response) => {
    asked.push(request.url ?? '')
    if (asked.length > 30) closing.abort()
    if (request.url !== '/orders') return void response.end()
    orders += 1
    response.writeHead(201, { location: `http://${request.headers.host}/orders/${orders}` }).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // orders at 0.2, goes on with those that wait at 0.9
  let turn = 0
  const random = () => [0.2, 0.2, 0.2, 0.2, 0.9][turn++ % 5] as number
  await visitShop(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, {
    signal: closing.signal,
    random,
    everyMs: 1,
  })
  server.closeAllConnections()
  server.close()
  const first = asked.filter((path) => path.startsWith('/orders/1/'))
  expect(first).toEqual(['/orders/1/pay', '/orders/1/prepare', '/orders/1/collect'])
})
