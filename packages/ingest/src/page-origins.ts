/** A page that was read: its items were given the versions from `first` to `last`, both in decimal digits. */
export interface OriginPage {
  readonly url: string
  readonly first: string
  readonly last: string
}

/**
 * Remembers which page a document came from: versions are the order of fetching, so a page is a range of them. What is
 * not known is not guessed.
 */
export interface PageOrigins {
  /**
   * Notes pages that a pass has read.
   *
   * @param generation The batch id of what it fills; absent for pages of the tail.
   */
  note(feed: string, pages: readonly OriginPage[], generation?: string): Promise<void>
  /**
   * Forgets the pages of generations that are gone.
   *
   * @param generations The batch ids of all that there are.
   */
  keepOnly(feed: string, generations: readonly string[]): Promise<void>
  /** Looks up documents by their `_version`: version → URL, without those of which nothing is known. */
  find(feed: string, versions: readonly string[]): Promise<ReadonlyMap<string, string>>
}

/** Pages that are remembered of one generation, and of a feed's tail; of more, the last. */
export const MAX_ORIGIN_PAGES = 50_000

/** Versions as texts that sort as the numbers do: a signed 64-bit integer has at most 19 digits. */
export function sortable(version: string): string {
  return version.padStart(19, '0')
}

/** Page origins that end with the process. */
export function memoryPageOrigins(): PageOrigins {
  const feeds = new Map<string, Map<string | undefined, OriginPage[]>>()
  const generationsOf = (feed: string) => {
    const known = feeds.get(feed) ?? new Map<string | undefined, OriginPage[]>()
    feeds.set(feed, known)
    return known
  }
  return {
    async note(feed, pages, generation) {
      const known = generationsOf(feed)
      known.set(generation, [...(known.get(generation) ?? []), ...pages].slice(-MAX_ORIGIN_PAGES))
    },
    async keepOnly(feed, generations) {
      const known = generationsOf(feed)
      const oldest = oldestOf([...known].flatMap(([generation, [page]]) => (generation && page ? [page.first] : [])))
      const tail = known.get(undefined) ?? []
      known.set(
        undefined,
        tail.filter(({ first }) => oldest === undefined || sortable(first) >= oldest),
      )
      for (const generation of known.keys()) {
        if (generation !== undefined && !generations.includes(generation)) known.delete(generation)
      }
    },
    async find(feed, versions) {
      const pages = [...generationsOf(feed).values()].flat()
      const found = versions.flatMap((version): [string, string][] => {
        const page = pages.find((each) => covers(each, version))
        return page ? [[version, page.url]] : []
      })
      return new Map(found)
    },
  }
}

/** Whether a document of this version is from the page. */
export function covers({ first, last }: Pick<OriginPage, 'first' | 'last'>, version: string): boolean {
  const asked = sortable(version)
  return sortable(first) <= asked && asked <= sortable(last)
}

/** The least of some versions: what a tail has read before then is in no generation. */
export function oldestOf(versions: readonly string[]): string | undefined {
  return versions.map(sortable).toSorted()[0]
}
