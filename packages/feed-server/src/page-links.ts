/** Where a page leads: absolute URLs, `undefined` where there is no such page or the source cannot tell. */
export interface PageLinks {
  /** This page. */
  readonly self: string
  /** The feed as a whole. */
  readonly feed: string
  readonly first: string
  /** The page of the newest activities, always at the same URL. */
  readonly last: string | undefined
  readonly previous: string | undefined
  readonly next: string | undefined
}
