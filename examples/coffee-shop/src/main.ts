/** Opens the coffee shop: see README.md. */
import { serve } from '@hono/node-server'
import { createShop } from './create-shop.ts'

const { PORT = '8084' } = process.env

serve({ fetch: createShop().fetch, port: Number(PORT), hostname: '127.0.0.1' }, ({ port }) => {
  console.log(`The coffee shop is open: order at http://127.0.0.1:${port}/orders, and watch /events`)
})
