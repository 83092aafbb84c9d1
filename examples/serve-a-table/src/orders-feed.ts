import type { DatabaseSync } from 'node:sqlite'
import {
  createFeedHandler,
  deletion,
  type FeedAuthentication,
  type FeedHandler,
  type SqlRow,
  sqlSource,
} from '@as/feed-server'

const retentionDays = 30

/** The table as a feed: an Update of each order, a Delete of one that was deleted lately. */
export function ordersFeed(db: DatabaseSync, authentication: FeedAuthentication): FeedHandler {
  const source = sqlSource({
    dialect: 'sqlite',
    query: (sql, parameters) => db.prepare(sql).all(...parameters) as SqlRow[],
    from: `(SELECT * FROM orders WHERE deleted_at IS NULL OR deleted_at > datetime('now', '-${retentionDays} days'))`,
    updated: 'changed',
    id: 'id',
    horizon: null,
    toItem: orderActivity,
  })
  return createFeedHandler({
    source,
    authentication,
    tombstoneRetentionSeconds: retentionDays * 24 * 3600,
    context: ['https://www.w3.org/ns/activitystreams', { shop: 'https://shop.example/ns#' }],
    atom: { title: 'Orders' },
  })
}

interface OrderRow {
  readonly id: number
  readonly drink: string
  readonly price: string
  readonly updated_at: string
  readonly deleted_at: string | null
}

function orderActivity(row: OrderRow) {
  const objectId = `shop:order:${row.id}`
  if (row.deleted_at !== null) {
    return deletion({ objectId, deleted: `${row.deleted_at}Z`, formerType: ['Document', 'shop:Order'] })
  }
  return {
    id: `${objectId}:Update`,
    type: 'Update',
    published: row.updated_at,
    object: {
      id: objectId,
      type: ['Document', 'shop:Order'],
      name: row.drink,
      'shop:price': row.price,
    },
  }
}
