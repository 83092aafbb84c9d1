import { setTimeout as sleep } from 'node:timers/promises'
import type { Caller } from '@as/query-proxy'
import type { Redis } from 'ioredis'
import type { IncomingConfig } from './config.ts'
import type { KeyUsage, KeyUsageCounter } from './count-key-usage.ts'

/** How long the list of keys outlives the last instance that has them. */
const EXPIRE_SECONDS = 60

export interface PublishKeysOptions {
  readonly keys: readonly PublicKey[]
  readonly usage: KeyUsageCounter
  readonly signal: AbortSignal
  /** How often. Default: 1,000. */
  readonly intervalMs?: number
}

/** A key as it may be shown: without its secret. */
export interface PublicKey extends Caller {
  /** How its holder says who they are. */
  readonly type: 'hawk' | 'api-key' | 'token'
}

/** The keys of a configuration, without any secret. */
export function publicKeys({
  keys,
  apiKeys,
  tokens,
}: Pick<IncomingConfig, 'keys' | 'apiKeys' | 'tokens'>): PublicKey[] {
  const of = (type: PublicKey['type'], callers: readonly Caller[]): PublicKey[] =>
    callers.map(({ id, permissions, strict = false }) => ({ id, type, permissions, strict }))
  return [...of('hawk', keys), ...of('api-key', apiKeys), ...of('token', tokens?.callers ?? [])]
}

/**
 * Tells the console which keys there are and how they are used, by Redis: `incoming-keys` (JSON, gone a minute after
 * the last instance), and a hash `key-usage:{keyId}` for each key that was used, which all instances add to. Once an
 * interval, apart from any request, until the signal is aborted. What cannot be saved is saved later.
 */
export async function publishKeys(
  redis: Redis,
  { keys, usage, signal, intervalMs = 1_000 }: PublishKeysOptions,
): Promise<void> {
  const text = JSON.stringify({ keys })
  while (!signal.aborted) {
    await redis.set('incoming-keys', text, 'EX', EXPIRE_SECONDS).catch(() => undefined)
    await save(redis, usage)
    await sleep(intervalMs, undefined, { signal }).catch(() => undefined)
  }
  await save(redis, usage)
}

async function save(redis: Redis, usage: KeyUsageCounter): Promise<void> {
  const taken = usage.take()
  if (taken.size === 0) return
  // all of it or none: what is put back must not be there already
  const saved = await transaction(redis, taken).catch(() => null)
  if (saved === null) usage.putBack(taken)
}

async function transaction(redis: Redis, taken: ReadonlyMap<string, KeyUsage>): Promise<unknown> {
  const commands = redis.multi()
  for (const [keyId, { requests, refused, ...last }] of taken) {
    const key = `key-usage:${keyId}`
    commands.hincrby(key, 'requests', requests).hincrby(key, 'refused', refused)
    if (Object.keys(last).length > 0) commands.hset(key, last)
  }
  return await commands.exec()
}
