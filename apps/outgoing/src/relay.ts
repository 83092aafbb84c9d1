import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { describeError } from '@as/service'
import type { Redis } from 'ioredis'
import { type FeedAnswer, type FeedRequest, isAction, refuse } from './feed-request.ts'

/** Asks the instance that holds a feed. */
export interface Relay {
  /** @param holder The instance's id; its own is asked without Redis. */
  ask(holder: string, request: FeedRequest): Promise<FeedAnswer>
}

export interface RelayOptions {
  /** This instance's id. */
  readonly instance: string
  readonly answer: (request: FeedRequest) => Promise<FeedAnswer>
  readonly signal: AbortSignal
  /** How long it is waited for an action: default 20,000; for an answer: default 10,000. */
  readonly actionTimeoutMs?: number
  readonly timeoutMs?: number
}

type Message =
  | { readonly type: 'request'; readonly id: string; readonly from: string; readonly request: FeedRequest }
  | { readonly type: 'answer'; readonly id: string; readonly answer: FeedAnswer }

const channelOf = (instance: string) => `outgoing:${instance}`
const claimOf = (id: string) => `outgoing-request:${id}`

/** How much longer than its asker waits a request can be taken up, where the asker could not take it back. */
const CLAIM_MARGIN_MS = 5_000

/**
 * Passes requests between the instances that share a Redis, each of which listens on a channel of its own. A request is
 * carried out by whoever deletes its key first: its holder, or its asker once that has waited long enough. So none is
 * carried out twice, nor after its asker was told that it was not.
 *
 * @returns Once it listens, or once it is known that Redis is down: then it listens as soon as Redis is back.
 */
export async function openRelay(redis: Redis, options: RelayOptions): Promise<Relay & Disposable> {
  const { instance, answer, signal, actionTimeoutMs = 20_000, timeoutMs = 10_000 } = options
  const waitMs = ({ ask }: FeedRequest) => (isAction(ask) ? actionTimeoutMs : timeoutMs)
  const waiting = new Map<string, (answer: FeedAnswer) => void>()
  const subscriber = redis.duplicate()
  // the other connection's line says that Redis is down
  subscriber.on('error', () => undefined)
  const listen = () => subscriber.subscribe(channelOf(instance)).catch(() => undefined)
  subscriber.on('ready', () => void listen())
  subscriber.on('message', (_channel: string, text: string) => {
    void receive(text).catch(() => undefined)
  })
  await new Promise<void>((resolve) => {
    subscriber.once('ready', () => void listen().then(() => resolve()))
    subscriber.once('error', () => resolve())
  })

  async function receive(text: string): Promise<void> {
    const message = JSON.parse(text) as Message
    if (message.type === 'answer') {
      waiting.get(message.id)?.(message.answer)
      return
    }
    const { id, from, request } = message
    if ((await redis.del(claimOf(id))) === 0) return
    const given: Message = { type: 'answer', id, answer: await answer(request) }
    await redis.publish(channelOf(from), JSON.stringify(given))
  }

  async function askAnother(holder: string, request: FeedRequest): Promise<FeedAnswer> {
    const id = randomUUID()
    try {
      await redis.set(claimOf(id), instance, 'PX', waitMs(request) + CLAIM_MARGIN_MS)
    } catch (error) {
      return refuse(503, `${describeError(error)}: the instance that reads this feed cannot be asked.`)
    }
    const answered = new Promise<FeedAnswer>((resolve) => waiting.set(id, resolve))
    try {
      const message: Message = { type: 'request', id, from: instance, request }
      const listeners = await redis.publish(channelOf(holder), JSON.stringify(message)).catch(() => 0)
      const given = listeners === 0 ? undefined : await within(waitMs(request), answered)
      if (given) return given
      // a request that it cannot take back may have been taken up
      const isUntaken = (await redis.del(claimOf(id)).catch(() => 0)) === 1
      return refuse(504, isUntaken ? untaken(holder) : unfinished(holder))
    } finally {
      waiting.delete(id)
    }
  }

  async function within(ms: number, answered: Promise<FeedAnswer>): Promise<FeedAnswer | undefined> {
    const over = new AbortController()
    const timeout = sleep(ms, undefined, { signal: AbortSignal.any([signal, over.signal]) })
    try {
      return await Promise.race([answered, timeout.catch(() => undefined)])
    } finally {
      over.abort()
    }
  }

  return {
    async ask(holder, request) {
      if (holder !== instance) return await askAnother(holder, request)
      return (await within(waitMs(request), answer(request))) ?? refuse(504, unfinished(holder))
    },
    [Symbol.dispose]: () => subscriber.disconnect(),
  }
}

const untaken = (holder: string) => `The instance ${holder}, which reads this feed, does not answer. Nothing was done.`

const unfinished = (holder: string) =>
  `The instance ${holder}, which reads this feed, has not said in time that this is done: see what became of it before you ask again.`
