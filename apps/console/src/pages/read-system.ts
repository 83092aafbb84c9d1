import { describeError } from '@as/service'
import type { Redis } from 'ioredis'
import * as v from 'valibot'
import type { OpenSearchConnection } from '../opensearch/connect-opensearch.ts'
import type { OutgoingClient } from '../outgoing/outgoing-client.ts'
import type { Instance } from '../outgoing/wire.ts'
import type { Asked } from './feed-page.ts'

export interface OpenSearchHealth {
  readonly version: string
  readonly status: string
  readonly nodes: number
  readonly shards: number
  readonly unassignedShards: number
  /** Of the fullest node: used bytes of the heap, and free and all bytes of the disk. */
  readonly heapUsed: number
  readonly heapMax: number
  readonly diskFree: number
  readonly diskTotal: number
}

export interface RedisHealth {
  readonly version: string
  readonly usedBytes: number
  /** 0 for no limit. */
  readonly maxBytes: number
  readonly clients: number
  readonly uptimeSeconds: number
}

export interface SystemView {
  readonly opensearch: Asked<OpenSearchHealth>
  readonly redis: Asked<RedisHealth>
  /** `undefined` where outgoing is not configured. */
  readonly instances: Asked<readonly Instance[]> | undefined
}

const TIMEOUT_MS = 4_000

/** Asks everything at once how it is. Never throws: what does not answer says why in its place. */
export async function readSystem(sources: {
  readonly opensearch: OpenSearchConnection
  readonly redis: Redis
  readonly outgoing: OutgoingClient | undefined
}): Promise<SystemView> {
  const [opensearch, redis, instances] = await Promise.all([
    asked(() => readOpenSearch(sources.opensearch)),
    asked(() => readRedis(sources.redis)),
    sources.outgoing && asked(sources.outgoing.instances),
  ])
  return { opensearch, redis, instances }
}

async function asked<Value>(question: () => Promise<Value>): Promise<Asked<Value>> {
  try {
    return { value: await question() }
  } catch (error) {
    return { trouble: describeError(error) }
  }
}

const root = v.object({ version: v.object({ number: v.string() }) })
const health = v.object({
  status: v.string(),
  number_of_nodes: v.number(),
  active_shards: v.number(),
  unassigned_shards: v.number(),
})
const nodes = v.object({
  nodes: v.record(
    v.string(),
    v.object({
      jvm: v.object({ mem: v.object({ heap_used_in_bytes: v.number(), heap_max_in_bytes: v.number() }) }),
      fs: v.object({ total: v.object({ total_in_bytes: v.number(), available_in_bytes: v.number() }) }),
    }),
  ),
})

async function readOpenSearch(opensearch: OpenSearchConnection): Promise<OpenSearchHealth> {
  const signal = AbortSignal.timeout(TIMEOUT_MS)
  const get = async <Schema extends v.GenericSchema>(schema: Schema, path: string): Promise<v.InferOutput<Schema>> => {
    const { status, body } = await opensearch.ask({ method: 'GET', path, signal })
    if (status !== 200) throw new Error(`OpenSearch answered "${path}" with status ${status}`)
    return v.parse(schema, body)
  }
  const [about, state, stats] = await Promise.all([
    get(root, '/'),
    get(health, '/_cluster/health'),
    get(nodes, '/_nodes/stats/jvm,fs'),
  ])
  const each = Object.values(stats.nodes)
  const fullestHeap = most(each, ({ jvm: { mem } }) => mem.heap_used_in_bytes / mem.heap_max_in_bytes)?.jvm.mem
  const fullestDisk = most(each, ({ fs: { total } }) => 1 - total.available_in_bytes / total.total_in_bytes)?.fs.total
  return {
    version: about.version.number,
    status: state.status,
    nodes: state.number_of_nodes,
    shards: state.active_shards,
    unassignedShards: state.unassigned_shards,
    heapUsed: fullestHeap?.heap_used_in_bytes ?? 0,
    heapMax: fullestHeap?.heap_max_in_bytes ?? 0,
    diskFree: fullestDisk?.available_in_bytes ?? 0,
    diskTotal: fullestDisk?.total_in_bytes ?? 0,
  }
}

function most<Item>(items: readonly Item[], value: (item: Item) => number): Item | undefined {
  return [...items].sort((one, other) => value(other) - value(one))[0]
}

async function readRedis(redis: Redis): Promise<RedisHealth> {
  const text = await redis.info()
  const named = new Map([...text.matchAll(/^(\w+):(.*?)\r?$/gm)].map(([, name, value]) => [name, value]))
  return {
    version: named.get('redis_version') ?? 'unknown',
    usedBytes: Number(named.get('used_memory') ?? 0),
    maxBytes: Number(named.get('maxmemory') ?? 0),
    clients: Number(named.get('connected_clients') ?? 0),
    uptimeSeconds: Number(named.get('uptime_in_seconds') ?? 0),
  }
}
