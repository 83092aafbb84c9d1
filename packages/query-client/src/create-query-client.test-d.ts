import type { Activity, As2Object } from '@as/as2-schema'
import { expectTypeOf } from 'vitest'
import type { Authentication } from './authentication.ts'
import type { QueryClient } from './create-query-client.ts'

declare const client: QueryClient
interface Ticket {
  id: string
  subject: string
}

export async function checkTypes(): Promise<void> {
  const activities = await client.search('activities', {})
  expectTypeOf(activities.hits[0]?._source).toEqualTypeOf<Activity | undefined>()
  expectTypeOf(activities.aggregations).toEqualTypeOf<Readonly<Record<string, unknown>>>()
  expectTypeOf(activities.total?.relation).toEqualTypeOf<'eq' | 'gte' | undefined>()

  const objects = await client.search('objects', {})
  expectTypeOf(objects.hits[0]?._source).toEqualTypeOf<As2Object | undefined>()

  const tickets = await client.search<Ticket>('objects', { _source: ['id', 'subject'] })
  expectTypeOf(tickets.hits[0]?._source).toEqualTypeOf<Ticket | undefined>()

  for await (const hit of client.hits('activities', {})) expectTypeOf(hit._source).toEqualTypeOf<Activity>()
  for await (const hit of client.hits<Ticket>('objects', {})) expectTypeOf(hit._source.subject).toEqualTypeOf<string>()

  const raw = await client.raw<Ticket>('activities', { query: { anything: 1 } })
  expectTypeOf(raw.hits.hits[0]?._source).toEqualTypeOf<Ticket | undefined>()
  expectTypeOf(raw.suggest).toEqualTypeOf<unknown>()

  // @ts-expect-error there is no such alias
  await client.search('_all', {})
  // @ts-expect-error paging is what hits() does itself
  client.hits('activities', { from: 10 })
  // @ts-expect-error a body is an object or JSON text
  await client.raw('activities', 1)
}

// @ts-expect-error a Hawk key has an id
export const noId: Authentication = { type: 'hawk', key: 'secret' }
// @ts-expect-error one way at a time
export const both: Authentication = { type: 'bearer', token: 'a', apiKey: 'b' }
