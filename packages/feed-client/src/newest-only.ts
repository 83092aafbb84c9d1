import type { FeedPage } from './read-page.ts'

/** Leaves an item out of a page where a newer page has it, too. */
export interface NewestOnly {
  /** For pages from the newest to the oldest. */
  strip(page: FeedPage): FeedPage
  /** For a page that was stripped before and has been read again. */
  stripAgain(page: FeedPage): FeedPage
}

/** How many ids are remembered: some hundred MB. What is older than so many may come twice, the older version first. */
const maxIds = 1_000_000

/** Of an entry that is in several documents of a feed, the newest one counts (RFC 5005, section 4). */
export function createNewestOnly(): NewestOnly {
  const seen = new Set<string>()
  const left = new Map<string, ReadonlySet<string>>()
  const without = (page: FeedPage, ids: ReadonlySet<string>) =>
    ids.size === 0 ? page : { ...page, items: page.items.filter(({ id }) => !ids.has(id)) }
  return {
    strip(page) {
      const known = new Set(page.items.filter(({ id }) => seen.has(id)).map(({ id }) => id))
      if (known.size > 0) left.set(page.url, known)
      for (const { id } of page.items) {
        if (seen.size >= maxIds) break
        seen.add(id)
      }
      return without(page, known)
    },
    stripAgain: (page) => without(page, left.get(page.url) ?? new Set()),
  }
}
