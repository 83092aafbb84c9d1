import { LoopError, TooManyPagesError } from './errors.ts'
import type { FeedClientLimits } from './limits.ts'
import { createNewestOnly } from './newest-only.ts'
import type { FeedPage, ReadPage } from './read-page.ts'

/** One way through a feed's pages. */
export interface Walk {
  read(url: string): Promise<ReadPage>
  readonly limits: Pick<FeedClientLimits, 'maxPages' | 'maxPageBytes'>
  /** The page, read before this walk, at which walking back ends, once it has been read again. */
  readonly since?: string | undefined
}

/**
 * Gives a feed's pages from one that has been read, oldest first: what lies before it, where its format walks back, then
 * itself, then what its `next` leads to.
 *
 * @throws {LoopError} @throws {TooManyPagesError}
 */
export async function* walkFeed(first: ReadPage, walk: Walk): AsyncGenerator<FeedPage, void, undefined> {
  const steps = createSteps(walk, first)
  for (let at = first; ; ) {
    const { next, previous } = at.page
    if (next !== undefined && steps.wasRead(next)) throw new LoopError(at.page.url, next)
    yield* next === undefined && previous !== undefined ? walkBack(at, walk, steps) : [at.page]
    if (next === undefined) return
    at = await steps.read(next, at.page.url)
  }
}

/** A page on the way back; its content is dropped where all of them together would take too much memory. */
interface Step {
  readonly url: string
  readonly page: FeedPage | undefined
}

async function* walkBack(entry: ReadPage, walk: Walk, steps: Steps): AsyncGenerator<FeedPage, void, undefined> {
  const newest = createNewestOnly()
  const last = newest.strip(entry.page)
  const way: Step[] = []
  const onTheWay = new Set([entry.page.url, entry.foundAt])
  let heldBytes = 0
  let from = entry.page
  while (from.previous !== undefined) {
    const url = from.previous
    if (onTheWay.has(url)) throw new LoopError(from.url, url)
    if (steps.wasRead(url)) break
    const { page, foundAt } = await steps.read(url, from.url)
    if (foundAt !== url && onTheWay.has(foundAt)) throw new LoopError(from.url, foundAt)
    onTheWay.add(url).add(foundAt)
    heldBytes += page.bodyBytes
    const stripped = newest.strip(page)
    way.push({ url, page: heldBytes > walk.limits.maxPageBytes ? undefined : stripped })
    from = page
    if (url === walk.since) break
  }
  for (let index = way.length - 1; index >= 0; index -= 1) {
    const { url, page } = way[index] as Step
    const next = way[index - 1]?.url ?? entry.page.url
    yield { ...(page ?? newest.stripAgain((await walk.read(url)).page)), next }
  }
  yield last
}

interface Steps {
  read(url: string, from: string): Promise<ReadPage>
  wasRead(url: string): boolean
}

/** Counts and remembers pages. */
function createSteps({ read, limits: { maxPages } }: Walk, first: ReadPage): Steps {
  const seen = new Set([first.page.url, first.foundAt])
  let pages = 1
  return {
    wasRead: (url) => seen.has(url),
    async read(url, from) {
      if (pages >= maxPages) throw new TooManyPagesError(url, maxPages)
      pages += 1
      const found = await read(url)
      if (found.foundAt !== url && seen.has(found.foundAt)) throw new LoopError(from, found.foundAt)
      seen.add(url).add(found.foundAt)
      return found
    },
  }
}
