import { createFeedHandler, memoryLog, openToEveryone } from '@as/feed-server'
import { Hono } from 'hono'
import * as order from './order.ts'

export interface ShopOptions {
  /** Most events a page of the feed. Default 20. */
  readonly pageSize?: number
  /** Milliseconds since 1970. Default `Date.now`. */
  readonly now?: () => number
}

/**
 * The shop: customers order, pay and cancel at `/orders`, and whoever wants to know what happened reads `/events`: a
 * barista's screen, the accounts, an Activity Stream. The shop calls none of them and knows none of them.
 */
export function createShop({ pageSize = 20, now = Date.now }: ShopOptions = {}): Hono {
  const orders = new Map<number, order.Order>()
  const events = memoryLog()
  const feed = createFeedHandler({
    source: events,
    authentication: openToEveryone(),
    pageSize,
    context: ['https://www.w3.org/ns/activitystreams', { shop: 'https://coffee.example/ns#' }],
    atom: { title: 'What happens at the coffee shop', author: 'The coffee shop' },
  })

  function happened(type: order.EventType, changed: order.Order, origin: string): order.Order {
    orders.set(changed.id, changed)
    events.append(order.toActivity(type, changed, { number: events.size + 1, at: new Date(now()), origin }))
    return changed
  }

  return new Hono()
    .get('/events', (c) => feed(c.req.raw))
    .get('/orders/:id{\\d+}', (c) => {
      const found = orders.get(Number(c.req.param('id')))
      return found ? c.json(found) : c.json({ details: 'No such order.' }, 404)
    })
    .post('/orders', async (c) => {
      const wanted = order.readOrder(await c.req.json().catch(() => undefined))
      if (!wanted) return c.json({ details: 'Send {"drink": "…"}, optionally with "size" and "takeAway".' }, 400)
      const { origin } = new URL(c.req.url)
      const placed = happened('Create', { id: orders.size + 1, state: 'placed', ...wanted }, origin)
      return c.json(placed, 201, { location: `${origin}/orders/${placed.id}` })
    })
    .post('/orders/:id{\\d+}/:step{pay|prepare|collect|cancel}', (c) => {
      const found = orders.get(Number(c.req.param('id')))
      if (!found) return c.json({ details: 'No such order.' }, 404)
      const changed = order.take(found, c.req.param('step') as order.Step)
      if (!changed) return c.json({ details: `An order that is ${found.state} cannot do that.` }, 409)
      return c.json(happened(changed.state === 'cancelled' ? 'Delete' : 'Update', changed, new URL(c.req.url).origin))
    })
}
