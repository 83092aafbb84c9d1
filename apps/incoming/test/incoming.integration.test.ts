import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { signRequest } from '@as/hawk'
import { Redis } from 'ioredis'
import { expect, inject, test } from 'vitest'
import { spawnIncoming, startIncoming } from './start-incoming.ts'

const run = randomUUID().slice(0, 8)
const key = { id: 'consumer', key: 'very-secret' }
const pair = 'INCOMING_ACCESS_KEY_PAIRS__1'
const base = {
  [`${pair}__KEY_ID`]: key.id,
  [`${pair}__SECRET_KEY`]: key.key,
  [`${pair}__PERMISSIONS__activities__1`]: '__MATCH_ALL__',
  INCOMING_IP_WHITELIST__1: '10.0.0.0/8',
  FEEDS__1__UNIQUE_ID: `one-${run}`,
  FEEDS__2__UNIQUE_ID: `two-${run}`,
}
const services = { REDIS_URL: inject('redisUrl'), OPENSEARCH_URL: inject('opensearchUrl') }
const nobody = { REDIS_URL: 'redis://127.0.0.1:1', OPENSEARCH_URL: 'http://127.0.0.1:1' }

async function ask(port: number, path: string, credentials = key, agent?: Agent) {
  const { authorization } = await signRequest(
    { method: 'GET', url: `https://a.example${path}`, contentType: '' },
    credentials,
  )
  const headers = {
    host: 'a.example',
    'content-type': '',
    authorization,
    'x-forwarded-for': '10.1.1.1, 10.2.2.2',
    'x-forwarded-proto': 'https',
  }
  const sent = request({ port, host: '127.0.0.1', path, headers, ...(agent ? { agent } : {}) }).end()
  const [answer] = (await once(sent, 'response')) as [import('node:http').IncomingMessage]
  return { status: answer.statusCode, text: (await answer.toArray()).map(String).join('') }
}

test('incoming says everything it needs when it is started with nothing', async () => {
  await using incoming = spawnIncoming({})
  const [status] = (await once(incoming.process, 'close')) as [number]
  expect(status).toBe(1)
  const text = incoming.lines().join('\n')
  for (const name of ['PORT', 'INCOMING_ACCESS_KEY_PAIRS', 'INCOMING_IP_WHITELIST', 'REDIS_URL', 'OPENSEARCH_URL']) {
    expect(text).toContain(name)
  }
})

test('incoming tells the console in Redis which keys there are and how they are used, without a secret', async () => {
  const redis = new Redis(services.REDIS_URL)
  const id = `used-${run}`
  const env = { ...base, ...services, [`${pair}__KEY_ID`]: id, [`${pair}__STRICT`]: 'true' }
  await using incoming = await startIncoming(env)
  const asked = { ...key, id }
  for (let count = 0; count < 3; count += 1) expect((await ask(incoming.port, '/v3/', asked)).status).toBe(200)
  expect((await ask(incoming.port, '/v3/', { ...asked, key: 'guessed' })).status).toBe(401)
  const usage = async () => await redis.hgetall(`key-usage:${id}`)
  await expect.poll(usage, { timeout: 20_000 }).toMatchObject({ requests: '3', refused: '1', lastRefusal: 'bad-mac' })
  expect((await usage()).lastUsedAt).toMatch(/^20\d\d-\d\d-\d\dT/)
  const permissions = { activities: [{ type: 'all' }], objects: [] }
  const published = await redis.get('incoming-keys')
  expect(JSON.parse(published ?? '')).toEqual({ keys: [{ id, type: 'hawk', permissions, strict: true }] })
  expect(await redis.ttl('incoming-keys')).toBeGreaterThan(40)
  expect(published).not.toContain(key.key)
  expect((await ask(incoming.port, '/v3/', asked)).status).toBe(200)
  incoming.process.kill('SIGTERM')
  await once(incoming.process, 'close')
  expect(await usage()).toMatchObject({ requests: '4' })
  await redis.del(`key-usage:${id}`)
  redis.disconnect()
})

test('incoming answers, and logs a start and an end of each request without any secret', async () => {
  await using incoming = await startIncoming({ ...base, ...services })
  expect(await ask(incoming.port, '/v3/')).toMatchObject({
    status: 200,
    text: expect.stringContaining('version') as string,
  })
  expect(await ask(incoming.port, '/v3/nowhere?a=secret')).toMatchObject({ status: 404 })
  await incoming.line(
    /\[incoming,[0-9a-f]{8},consumer\] Answering request \(GET \/v3\/\): 200 in \d+ ms\.\.\. \(done\)$/,
  )
  await incoming.line(/\[incoming,[0-9a-f]{8}\] Answering request \(GET \/v3\/nowhere\)\.\.\.$/)
  await incoming.line(/Answering request \(GET \/v3\/nowhere\): 404/)
  expect(incoming.lines().join('\n')).not.toContain('secret')
  for (const line of incoming.lines())
    expect(line).toMatch(/^\[incoming[^\]]*\] .*\.\.\.( \((done|failed|cancelled)\))?$/)
})

test('incoming tells its health and metrics', async () => {
  const redis = new Redis(services.REDIS_URL)
  await redis.set(`one-${run}-status`, 'GREEN', 'EX', 60)
  redis.disconnect()
  await using incoming = await startIncoming({ ...base, ...services })
  expect((await ask(incoming.port, '/checks/p1')).text).toBe('__UP__\n')
  const p2 = `__UP__ (IN_STARTUP_GRACE_PERIOD)\none-${run}:GREEN\ntwo-${run}:RED\n`
  expect((await ask(incoming.port, '/checks/p2')).text).toBe(p2)
  expect((await ask(incoming.port, '/metrics')).text).toContain('incoming_request_duration_seconds_count{code="200"} 2')
})

test('incoming stays up while Redis and OpenSearch are down', async () => {
  await using incoming = await startIncoming({ ...base, ...nobody })
  expect(await ask(incoming.port, '/checks/p1')).toEqual({ status: 200, text: '__DOWN__\n' })
  const p2 = `__DOWN__ (IN_STARTUP_GRACE_PERIOD)\none-${run}:RED\ntwo-${run}:RED\n`
  expect((await ask(incoming.port, '/checks/p2')).text).toBe(p2)
  expect((await ask(incoming.port, '/metrics')).status).toBe(200)
  expect((await ask(incoming.port, '/v3/activities/_search')).status).toBe(503)
  await incoming.line(/Connecting to Redis: .*\(failed\)/)
})

test('incoming recovers by itself once Redis is back', async () => {
  await using relay = await relayTo(new URL(services.REDIS_URL))
  await using incoming = await startIncoming({ ...base, ...services, REDIS_URL: `redis://127.0.0.1:${relay.port}` })
  expect((await ask(incoming.port, '/v3/')).status).toBe(200)
  relay.cut()
  expect((await ask(incoming.port, '/v3/')).status).toBe(503)
  await relay.restore()
  await expect.poll(() => ask(incoming.port, '/v3/').then(({ status }) => status), { timeout: 10_000 }).toBe(200)
})

test.each([
  ['everything is well', services],
  ['Redis and OpenSearch are down', nobody],
])('incoming ends with status 0 on SIGTERM while %s, whoever keeps a connection open', async (_name, env) => {
  await using incoming = await startIncoming({ ...base, ...env })
  const agent = new Agent({ keepAlive: true })
  await ask(incoming.port, '/checks/p1', key, agent)
  const idle = connect(incoming.port, '127.0.0.1')
  await once(idle, 'connect')
  incoming.process.kill('SIGTERM')
  expect(await once(incoming.process, 'close')).toEqual([0, null])
  agent.destroy()
  idle.destroy()
})

test('incoming answers what it had begun before it ends', async () => {
  const asked = Promise.withResolvers<Socket>()
  const found = '{"took":1,"timed_out":false,"_shards":{"total":1,"failed":0},"hits":{"hits":[]}}'
  const head = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length:'
  const slow = createServer((socket) =>
    socket.on('data', (request) => {
      if (request.includes('_search')) asked.resolve(socket)
      else socket.write(`${head} 2\r\n\r\n{}`)
    }),
  ).listen(0, '127.0.0.1')
  await once(slow, 'listening')
  const url = `http://127.0.0.1:${(slow.address() as AddressInfo).port}`
  await using incoming = await startIncoming({ ...base, ...services, OPENSEARCH_URL: url })
  const answer = ask(incoming.port, '/v2/activities')
  const socket = await asked.promise
  incoming.process.kill('SIGTERM')
  await incoming.line(/Stopping/)
  socket.end(`${head} ${found.length}\r\n\r\n${found}`)
  expect(await answer).toEqual({ status: 200, text: found })
  expect(await once(incoming.process, 'close')).toEqual([0, null])
  slow.close()
})

/** A way to a server that can be cut. */
async function relayTo(target: URL) {
  const sockets = new Set<Socket>()
  const relay: Server = createServer((from) => {
    const to = connect(Number(target.port), target.hostname)
    for (const socket of [from, to]) {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => sockets.delete(socket))
    }
    from.pipe(to).pipe(from)
  }).listen(0, '127.0.0.1')
  await once(relay, 'listening')
  const { port } = relay.address() as AddressInfo
  const cut = (): void => {
    relay.close()
    for (const socket of sockets) socket.destroy()
  }
  return {
    port,
    cut,
    async restore() {
      relay.listen(port, '127.0.0.1')
      await once(relay, 'listening')
    },
    async [Symbol.asyncDispose]() {
      cut()
    },
  }
}
