import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { openToEveryone } from '@as/feed-server'
import { expect, test } from 'vitest'
import { ordersFeed } from '../src/orders-feed.ts'
import { createOrders } from '../src/orders-table.ts'

test('the program starts as written and serves its first order', async () => {
  const main = join(import.meta.dirname, '../src/main.ts')
  const child = spawn(process.execPath, ['--conditions=@as/source', main], { env: { ...process.env, PORT: '0' } })
  try {
    const [line] = (await once(child.stdout, 'data')) as [Buffer]
    const url = /http:\S+/.exec(String(line))?.[0] ?? ''
    const page = (await (await fetch(url)).json()) as { orderedItems: unknown[]; next: string }
    expect(page.orderedItems).toMatchObject([{ id: 'shop:order:1:Update', object: { name: 'Flat white' } }])
    const held = await fetch(page.next, { headers: { prefer: 'wait=10' } })
    expect(held.headers.get('preference-applied')).toBe('wait=10')
    expect(await held.json()).toMatchObject({ orderedItems: { 0: { id: 'shop:order:2:Update' } } })
  } finally {
    child.kill()
    await once(child, 'exit')
  }
})

test('ordersFeed() serves changes at the end, and deletions', async () => {
  const db = new DatabaseSync(':memory:')
  createOrders(db)
  createOrders(db) // again, as at the next start
  const feed = ordersFeed(db, openToEveryone())
  db.exec(`INSERT INTO orders (drink, price) VALUES ('Flat white', '3.20'), ('Oolong', '2.80')`)
  db.exec(`UPDATE orders SET price = '3.00' WHERE id = 1; UPDATE orders SET deleted_at = datetime('now') WHERE id = 2`)
  const response = await feed(new Request('http://shop.example/feed'))
  expect(response.headers.get('tombstone-retention')).toBe('2592000')
  expect(await response.json()).toMatchObject({
    orderedItems: [
      { id: 'shop:order:1:Update', object: { 'shop:price': '3.00' } },
      {
        id: 'shop:order:2:Delete',
        type: 'Delete',
        object: { type: 'Tombstone', deleted: expect.stringMatching(/Z$/) },
      },
    ],
  })
  db.close()
})
