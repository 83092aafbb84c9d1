import { once } from 'node:events'
import { Agent, type IncomingMessage, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { forgeries, path, signed, type WireRequest } from './forgeries.ts'
import { type Incoming, startIncoming } from './start-incoming.ts'

const key = { id: 'consumer', key: 'very-secret' }
const pair = 'INCOMING_ACCESS_KEY_PAIRS__1'
const env = {
  [`${pair}__KEY_ID`]: key.id,
  [`${pair}__SECRET_KEY`]: key.key,
  [`${pair}__PERMISSIONS__activities__1`]: '__MATCH_ALL__',
  INCOMING_IP_WHITELIST__1: '10.0.0.0/8',
  REDIS_URL: inject('redisUrl'),
}

const found =
  '{"took":1,"timed_out":false,"_shards":{"total":1,"successful":1,"skipped":0,"failed":0},"hits":{"hits":[]}}'

/** An OpenSearch that answers every search alike; `cut-off` in the body: with a part of a long answer. */
const opensearch = createServer((socket) => {
  socket.on('error', () => {})
  socket.on('data', (data) => {
    if (!String(data).includes('cut-off')) {
      socket.write(
        `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${found.length}\r\n\r\n${found}`,
      )
      return
    }
    socket.write('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 10000000\r\n\r\n')
    socket.write(found.slice(0, -2) + ' '.repeat(500_000), () => socket.destroy())
  })
})

let incoming: Incoming

beforeAll(async () => {
  opensearch.listen(0, '127.0.0.1')
  await once(opensearch, 'listening')
  const { port } = opensearch.address() as AddressInfo
  incoming = await startIncoming({ ...env, OPENSEARCH_URL: `http://127.0.0.1:${port}` })
})

afterAll(async () => {
  await incoming[Symbol.asyncDispose]()
  opensearch.close()
})

async function send({ method, path, headers, body }: WireRequest, agent?: Agent) {
  const all = { ...headers, 'content-length': String(Buffer.byteLength(body)) }
  const options = { port: incoming.port, host: '127.0.0.1', method, path, headers: all }
  const sending = request({ ...options, ...(agent ? { agent } : {}) })
  sending.end(body)
  const [answer] = (await once(sending, 'response')) as [IncomingMessage]
  return { status: answer.statusCode ?? 0, text: (await answer.toArray()).map(String).join('') }
}

test('of 1,000 concurrent replays of one request exactly one is answered', async () => {
  const same = await signed(key)
  const agent = new Agent({ maxSockets: 1_000 })
  const answers = await Promise.all(Array.from({ length: 1_000 }, () => send(same, agent)))
  const statuses = answers.map(({ status }) => status)
  expect(statuses.filter((status) => status === 200)).toHaveLength(1)
  expect(statuses.filter((status) => status === 401)).toHaveLength(999)
  agent.destroy()
})

test('a good request is answered, in each form that clients write', async () => {
  expect((await send(await signed(key))).status).toBe(200)
  expect((await send(await signed(key, { ext: 'some-ext' }))).status).toBe(200)
  const charset = 'application/json; charset=utf-8'
  for (const contentType of ['application/json', charset]) {
    const good = await signed(key, { contentType })
    expect((await send({ ...good, headers: { ...good.headers, 'content-type': charset } })).status).toBe(200)
  }
})

test.each(Object.entries(forgeries))('a forged request is refused and told nothing: %s', async (_name, forge) => {
  expect(await send(await forge(key))).toEqual({
    status: 401,
    text: '{"details": "Incorrect authentication credentials."}',
  })
})

test('there are at least 50 forgeries', () => {
  expect(Object.keys(forgeries).length).toBeGreaterThanOrEqual(50)
})

test('an answer that OpenSearch cuts off is one line of the log, and no whole answer', async () => {
  const before = incoming.lines().length
  const cutOff = await signed(key, { body: '{"query":{"term":{"id":"cut-off"}}}' })
  await expect(send({ ...cutOff, path, body: '{"query":{"term":{"id":"cut-off"}}}' })).rejects.toThrow('aborted')
  await incoming.line(/Passing the answer on: .*\(failed\)$/)
  const lines = incoming.lines().slice(before)
  expect(lines.filter((line) => !/^\[incoming[^\]]*\] .*\.\.\.( \((done|failed|cancelled)\))?$/.test(line))).toEqual([])
  expect(lines.filter((line) => line.includes('Passing the answer on'))).toHaveLength(1)
  expect(lines.filter((line) => /error|at .*:\d+/i.test(line))).toEqual([])
})
