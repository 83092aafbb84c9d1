/** What a browser replaces: feed → name of a cell → its HTML. What is not of one feed is under `''`. */
export type Cells = ReadonlyMap<string, Readonly<Record<string, string>>>

/** What changed from one version of the page to the next, as it is sent. */
export interface Frame {
  readonly cells: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** Every feed in its place; only where that changed. */
  readonly order?: readonly string[]
}

/** What is in `next` and was not in `before`. Pure. `undefined` where nothing changed. */
export function diffCells(before: Cells, next: Cells): Frame | undefined {
  const changed: Record<string, Record<string, string>> = {}
  for (const [feed, cells] of next) {
    const old = before.get(feed)
    const different = Object.entries(cells).filter(([name, html]) => old?.[name] !== html)
    if (different.length > 0) changed[feed] = Object.fromEntries(different)
  }
  const order = [...next.keys()]
  const isSameOrder = order.length === before.size && [...before.keys()].every((feed, place) => feed === order[place])
  if (isSameOrder && Object.keys(changed).length === 0) return undefined
  return { cells: changed, ...(!isSameOrder && { order: order.filter((feed) => feed !== '') }) }
}

/** Everything, for a browser that has been away. */
export function wholeFrame(cells: Cells): Frame {
  return { cells: Object.fromEntries(cells), order: [...cells.keys()].filter((feed) => feed !== '') }
}

/** What of a frame a page about one feed needs: also what is of no feed. `undefined` for nothing. */
export function frameOf({ cells }: Frame, feed: string): Frame | undefined {
  const own = Object.entries(cells).filter(([of]) => of === feed || of === '')
  return own.length === 0 ? undefined : { cells: Object.fromEntries(own) }
}
