import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { eventually } from '@as/test-stack'
import { expect, test } from 'vitest'
import type { FeedAnswer, FeedRequest } from '../src/feed-request.ts'
import { openRelay } from '../src/relay.ts'
import { connectedRedis } from './connected-redis.ts'

const request: FeedRequest = { feed: 'f', ask: 'approve', person: 'José' }
const approved: FeedAnswer = { status: 200, body: { feed: 'f' } }

async function instance(
  answer: (request: FeedRequest) => Promise<FeedAnswer> = async () => approved,
  actionTimeoutMs = 20_000,
) {
  const redis = await connectedRedis()
  const id = randomUUID()
  const stop = new AbortController()
  const carriedOut: FeedRequest[] = []
  const relay = await openRelay(redis.client, {
    instance: id,
    signal: stop.signal,
    actionTimeoutMs,
    timeoutMs: actionTimeoutMs,
    async answer(asked) {
      carriedOut.push(asked)
      return await answer(asked)
    },
  })
  return {
    id,
    ask: relay.ask,
    carriedOut,
    stop,
    client: redis.client,
    [Symbol.dispose]() {
      relay[Symbol.dispose]()
      redis[Symbol.dispose]()
    },
  }
}

test('openRelay() has a request carried out once, by the instance that is asked', async () => {
  using asker = await instance()
  using holder = await instance()
  using other = await instance()
  expect(await asker.ask(holder.id, request)).toEqual(approved)
  expect(holder.carriedOut).toEqual([request])
  expect([asker.carriedOut, other.carriedOut]).toEqual([[], []])
})

test('openRelay() answers what is asked of its own instance', async () => {
  using own = await instance()
  expect(await own.ask(own.id, request)).toEqual(approved)
  expect(own.carriedOut).toEqual([request])
})

test('openRelay() does not mind what else comes over its channel', async () => {
  using asker = await instance()
  using holder = await instance()
  for (const noise of ['', '{', 'null', '{"type":"answer","id":"unknown"}', '{"type":"request"}']) {
    await asker.client.publish(`outgoing:${holder.id}`, noise)
  }
  expect(await asker.ask(holder.id, request)).toEqual(approved)
  expect(holder.carriedOut).toEqual([request])
})

test('openRelay() keeps the answers of many requests apart', async () => {
  using asker = await instance()
  using holder = await instance(async ({ person }) => {
    await sleep(Number(person) % 7)
    return { status: 200, body: person }
  })
  const people = Array.from({ length: 50 }, (_, n) => `${n}`)
  const answers = await Promise.all(people.map((person) => asker.ask(holder.id, { ...request, person })))
  expect(answers.map(({ body }) => body)).toEqual(people)
  expect(holder.carriedOut).toHaveLength(50)
})

test('openRelay() says 504 where nobody listens, and nothing is left', async () => {
  using asker = await instance()
  const { status, body } = await asker.ask(randomUUID(), request)
  expect(status).toBe(504)
  expect(body).toMatchObject({ details: expect.stringMatching(/does not answer\. Nothing was done\.$/) })
  expect(await asker.client.keys('outgoing-request:*')).toEqual([])
})

test('openRelay() says 504 where the holder is not done in time, and that it may be yet', async () => {
  using asker = await instance(undefined, 100)
  using holder = await instance(() => new Promise(() => undefined))
  const { status, body } = await asker.ask(holder.id, request)
  expect(status).toBe(504)
  expect(body).toMatchObject({ details: expect.stringMatching(/has not said in time that this is done/) })
  using slow = await instance(() => new Promise(() => undefined), 100)
  expect((await slow.ask(slow.id, request)).status).toBe(504)
})

test('openRelay() carries nothing out whose asker has given up, or that it carried out already', async () => {
  using asker = await instance(undefined, 100)
  using holder = await instance()
  // what a holder gets that was paused meanwhile: the asker has taken its claim back
  const late = { type: 'request', id: randomUUID(), from: asker.id, request }
  await asker.client.publish(`outgoing:${holder.id}`, JSON.stringify(late))
  const once = { ...late, id: randomUUID() }
  await asker.client.set(`outgoing-request:${once.id}`, asker.id)
  for (let times = 0; times < 3; times += 1) {
    await asker.client.publish(`outgoing:${holder.id}`, JSON.stringify(once))
  }
  expect(await asker.ask(holder.id, { ...request, person: 'last' })).toEqual(approved)
  expect(holder.carriedOut).toEqual([request, { ...request, person: 'last' }])
})

test('openRelay() gives up waiting when the process ends', async () => {
  using asker = await instance()
  using holder = await instance(() => new Promise(() => undefined))
  const asking = asker.ask(holder.id, request)
  await eventually('the request', () => holder.carriedOut.length === 1)
  asker.stop.abort()
  expect((await asking).status).toBe(504)
})

test('openRelay() listens again after its connection was cut', async () => {
  using asker = await instance()
  using holder = await instance()
  await asker.client.call('CLIENT', 'KILL', 'TYPE', 'pubsub')
  await eventually('an answer', async () => (await asker.ask(holder.id, request)).status === 200)
  expect(holder.carriedOut).toHaveLength(1)
})

test('openRelay() says 503 while Redis is away', async () => {
  using asker = await instance()
  asker.client.disconnect()
  expect(await asker.ask('another', request)).toMatchObject({
    status: 503,
    body: { details: expect.stringMatching(/^Redis is not reachable: /) },
  })
})
