import { crc32 } from 'node:zlib'
import type { FeedItem } from '@as/feed-client'

/** Tells an activity as it is from others, and from itself as it was; the id is among the bytes. */
export type ActivityChecksum = number

/** @returns A CRC-32 of each, which of four billion changes misses one. */
export function checksumsOf(items: readonly Pick<FeedItem, 'bytes'>[]): ActivityChecksum[] {
  return items.map(({ bytes }) => crc32(bytes))
}
