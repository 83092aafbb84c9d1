import type { FeedLocation } from './feed-location.ts'
import type { FeedSource, Place, ReadPageOptions, SourcePage } from './feed-source.ts'
import type { Representation } from './representation.ts'

/** A page, and where in the feed it is. */
export interface PlacedPage {
  readonly page: SourcePage
  readonly cursor: string | undefined
  /** The page before it, where there is one and it was asked for. */
  readonly previous: Place | undefined
}

/**
 * Reads the page that a URL asks for, and finds the one before it where the representation links to that.
 *
 * @returns `undefined` when there is no such page.
 */
export async function readPlace(
  source: FeedSource,
  location: FeedLocation,
  representation: Representation,
  options: ReadPageOptions,
): Promise<PlacedPage | undefined> {
  const place = location.view === 'last' ? await source.lastPlace?.(options) : location
  if (!place) return undefined
  const { cursor } = place
  const placeBefore = representation !== 'collection' && cursor !== undefined && source.placeBefore
  if (!placeBefore) {
    const page = await source.readPage(cursor, options)
    return page && { page, cursor, previous: undefined }
  }
  const [page, previous] = await Promise.all([
    source.readPage(cursor, options),
    placeBefore.call(source, cursor, options),
  ])
  return page && { page, cursor, previous }
}
