import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createShop } from '../src/create-shop.ts'

const json = (body: unknown) => ({ method: 'POST', body: JSON.stringify(body) })

test('the program starts as written: an order appears to whoever waits for it', async () => {
  const main = join(import.meta.dirname, '../src/main.ts')
  const child = spawn(process.execPath, ['--conditions=@as/source', main], { env: { ...process.env, PORT: '0' } })
  try {
    const [line] = (await once(child.stdout, 'data')) as [Buffer]
    const orders = /http:[^,\s]+/.exec(String(line))?.[0] ?? ''
    const waiting = fetch(orders.replace('orders', 'events'), { headers: { prefer: 'wait=10' } })
    const placed = await fetch(orders, json({ drink: 'flat white' }))
    expect(placed.headers.get('location')).toBe(`${orders}/1`)
    expect(await (await waiting).json()).toMatchObject({
      orderedItems: [{ type: 'Create', object: { id: `${orders}/1` } }],
    })
  } finally {
    child.kill()
    await once(child, 'exit')
  }
})

test('createShop() tells every step of an order, in both representations', async () => {
  const shop = createShop({ pageSize: 3, now: () => 1_800_000_000_000 })
  await shop.request('/orders', json({ drink: 'espresso <doppio>', takeAway: true }))
  for (const step of ['pay', 'prepare', 'collect']) {
    expect((await shop.request(`/orders/1/${step}`, { method: 'POST' })).status).toBe(200)
  }
  await shop.request('/orders', json({ drink: 'tea' }))
  await shop.request('/orders/2/cancel', { method: 'POST' })

  const first = (await (await shop.request('/events')).json()) as { orderedItems: { object: object }[]; next: string }
  const second = (await (await shop.request(first.next)).json()) as typeof first
  expect([...first.orderedItems, ...second.orderedItems]).toMatchObject([
    { type: 'Create', object: { 'shop:state': 'placed' } },
    { type: 'Update', object: { 'shop:state': 'paid' } },
    { type: 'Update', object: { 'shop:state': 'ready' } },
    { type: 'Update', object: { 'shop:state': 'collected' } },
    { type: 'Create', object: { 'shop:drink': 'tea' } },
    { type: 'Delete', object: { type: 'Tombstone' } },
  ])
  const atom = await (await shop.request('/events', { headers: { accept: 'application/atom+xml' } })).text()
  expect(atom).toContain('<title>medium espresso &lt;doppio&gt;, to take away: placed</title>')
  expect(atom).toContain('<link rel="alternate" href="http://localhost/orders/1"/>')
})

test('createShop() refuses what is no order, and steps out of turn', async () => {
  const shop = createShop()
  for (const body of [undefined, 1, {}, { drink: '' }, { drink: 'tea', takeAway: 'yes' }]) {
    expect((await shop.request('/orders', json(body))).status).toBe(400)
  }
  await shop.request('/orders', json({ drink: 'tea' }))
  expect((await shop.request('/orders/1/collect', { method: 'POST' })).status).toBe(409)
  expect((await shop.request('/orders/2/pay', { method: 'POST' })).status).toBe(404)
  expect(await (await shop.request('/orders/1')).json()).toMatchObject({ state: 'placed' })
})
