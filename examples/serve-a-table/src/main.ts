/** Serves a SQLite table as a feed, and changes it now and then: see README.md. */
import { DatabaseSync } from 'node:sqlite'
import { hawkAuthentication, openToEveryone } from '@as/feed-server'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { ordersFeed } from './orders-feed.ts'
import { createOrders } from './orders-table.ts'

const { DATABASE = ':memory:', PORT = '8083', HAWK_ID, HAWK_KEY } = process.env

const db = new DatabaseSync(DATABASE)
createOrders(db)
const authentication =
  HAWK_ID && HAWK_KEY
    ? hawkAuthentication({ findKey: (id) => (id === HAWK_ID ? HAWK_KEY : undefined) })
    : openToEveryone()
const feed = ordersFeed(db, authentication)

const app = new Hono().get('/feed', (c) => feed(c.req.raw))
serve({ fetch: app.fetch, port: Number(PORT), hostname: '127.0.0.1' }, ({ port }) => {
  console.log(`The orders are at http://127.0.0.1:${port}/feed`)
})

/** What goes on in a shop: an order is taken, another changed, an old one deleted. */
const drinks = ['Flat white', 'Espresso', 'Oolong']
function trade(n: number): void {
  db.prepare('INSERT INTO orders (drink, price) VALUES (?, ?)').run(drinks[(n - 1) % 3] ?? '', '3.20')
  db.prepare(`UPDATE orders SET price = '2.90' WHERE id = ?`).run(n - 2)
  db.prepare(`UPDATE orders SET deleted_at = datetime('now') WHERE id = ? AND deleted_at IS NULL`).run(n - 9)
  setTimeout(trade, 2000, n + 1).unref()
}
trade(Number(db.prepare('SELECT coalesce(max(id), 0) + 1 AS n FROM orders').get()?.n))
