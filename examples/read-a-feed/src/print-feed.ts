import { createPageRequester, type FeedPage, followFeed, type RetryPolicy, readFeed } from '@as/feed-client'
import type { Wanted } from './read-arguments.ts'

/** What was read. */
export interface Read {
  pages: number
  items: number
  rejected: number
}

/**
 * Reads a feed to its end, or follows it for as long as the signal lets it, and writes a line for each activity.
 *
 * @throws {FeedClientError} If it cannot be read.
 */
export async function printFeed(wanted: Wanted, write: (line: string) => void, signal: AbortSignal): Promise<Read> {
  const { seed, format, isFollowed, authentication } = wanted
  const retry: RetryPolicy = {
    maxTries: isFollowed ? 8 : 3,
    onRetry: ({ error, waitMs }) => write(`${error.message}; again in ${Math.ceil(waitMs)} ms`),
  }
  const options = { seed, format, requestPage: createPageRequester({ authentication }), signal, retry }
  const read: Read = { pages: 0, items: 0, rejected: 0 }
  try {
    for await (const page of isFollowed ? followFeed(options) : readFeed(options)) {
      read.pages += 1
      read.items += page.items.length
      read.rejected += page.rejected.length
      for (const line of describePage(page)) write(line)
    }
  } catch (error) {
    if (!signal.aborted) throw error
  }
  return read
}

/** A line for each activity, and for each record that is none. */
export function describePage({ url, items, rejected }: FeedPage): string[] {
  return [
    ...items.map(({ id, type, published, bytes }) => {
      const types = [type ?? '?'].flat().join(', ')
      return `${published ?? 'some day'}  ${types}  ${id}  (${bytes.length} bytes)`
    }),
    ...rejected.map(({ index, reason }) => `${url}: record ${index} left out: ${reason}`),
  ]
}
