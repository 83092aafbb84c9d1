import { memoryNonceStore } from '@as/hawk/server'
import { BadRequestError, createQueryClient, UnauthorizedError } from '@as/query-client'
import { expect, test } from 'vitest'
import { createQueryProxy } from '../src/index.ts'
import { consumer } from './serve-proxy.ts'

const found = JSON.stringify({
  took: 1,
  timed_out: false,
  _shards: { total: 1, successful: 1, skipped: 0, failed: 0 },
  hits: {
    total: { value: 1, relation: 'eq' },
    max_score: 1,
    hits: [{ _index: 'a', _id: '1', _score: 1, _source: {} }],
  },
})

function clientOf(key: string) {
  const proxy = createQueryProxy({
    keys: [{ ...consumer, permissions: { activities: [{ type: 'terms', field: 'type', values: ['Create'] }] } }],
    allowedAddresses: ['10.0.0.0/8'],
    nonces: memoryNonceStore(),
    forwarder: {
      search: async () => ({ status: 200, headers: {}, body: new Response(found).body as ReadableStream<Uint8Array> }),
      root: () => Promise.reject(new Error('not asked')),
    },
    health: { isUp: async () => true, feeds: async () => [] },
    metrics: async () => '',
  })
  return createQueryClient({
    url: 'https://stream.example',
    authentication: { type: 'hawk', id: consumer.id, key },
    headers: { 'X-Forwarded-For': '10.1.1.1, 10.2.2.2', 'X-Forwarded-Proto': 'https' },
    fetch: async (input, init) => await proxy.request(String(input), init),
  })
}

test('@as/query-client and the proxy understand each other', async () => {
  const { hits } = await clientOf(consumer.key).search('activities', { query: { term: { type: 'Create' } } })
  expect(hits).toHaveLength(1)
})

test('@as/query-client and the proxy understand each other when the proxy says no', async () => {
  await expect(clientOf('wrong').search('activities', {})).rejects.toThrow(UnauthorizedError)
  const leaking = clientOf(consumer.key).search('activities', { aggs: { all: { global: {} } } })
  await expect(leaking).rejects.toThrow(BadRequestError)
})
