/** What may become of an order. */
export type State = 'placed' | 'paid' | 'ready' | 'collected' | 'cancelled'

export type Step = 'pay' | 'prepare' | 'collect' | 'cancel'

export type EventType = 'Create' | 'Update' | 'Delete'

export interface Order {
  readonly id: number
  readonly state: State
  readonly drink: string
  readonly size: string
  readonly takeAway: boolean
}

const steps: Readonly<Record<Step, { from: State; to: State }>> = {
  pay: { from: 'placed', to: 'paid' },
  prepare: { from: 'paid', to: 'ready' },
  collect: { from: 'ready', to: 'collected' },
  cancel: { from: 'placed', to: 'cancelled' },
}

/** The order after a step; `undefined` when it is not the time for that. */
export function take(order: Order, step: Step): Order | undefined {
  const { from, to } = steps[step]
  return order.state === from ? { ...order, state: to } : undefined
}

/** What a customer sent, if it is an order. */
export function readOrder(body: unknown): Omit<Order, 'id' | 'state'> | undefined {
  if (typeof body !== 'object' || body === null) return undefined
  const { drink, size = 'medium', takeAway = false }: { drink?: unknown; size?: unknown; takeAway?: unknown } = body
  if (typeof drink !== 'string' || drink === '' || drink.length > 100) return undefined
  if (typeof size !== 'string' || size.length > 20 || typeof takeAway !== 'boolean') return undefined
  return { drink, size, takeAway }
}

/** What happened to an order, as an activity: every event has an id of its own, and tells the order as it was then. */
export function toActivity(
  type: EventType,
  { id, state, drink, size, takeAway }: Order,
  { number, at, origin }: { number: number; at: Date; origin: string },
) {
  const published = at.toISOString()
  const url = `${origin}/orders/${id}`
  const told = {
    name: `${size} ${drink}${takeAway ? ', to take away' : ''}: ${state}`,
    'shop:state': state,
    'shop:drink': drink,
  }
  return {
    id: `${origin}/events#${number}`,
    type,
    published,
    object:
      type === 'Delete'
        ? { id: url, type: 'Tombstone', formerType: 'shop:Order', deleted: published }
        : { id: url, type: ['Document', 'shop:Order'], url, ...told },
  }
}
