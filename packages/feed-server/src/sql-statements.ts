/** The databases whose SQL is spoken. */
export type SqlDialect = 'postgresql' | 'sqlite'

export interface SqlTable {
  readonly dialect: SqlDialect
  readonly from: string
  readonly updated: string
  readonly id: string
  readonly horizon: string | null
}

export interface SqlStatements {
  /** The first page: no parameters. Rows have the sort key as `feed_updated` and `feed_id`, besides their own columns. */
  first(limit: number): string
  /** The page after a place: two parameters, the place's `updated` and `id`. */
  after(limit: number): string
  /** The key of the row that is `count` rows before the last one at or before a place: the same two parameters. */
  before(count: number): string
  /** One row, `feed_total`. */
  count(): string
  /** The key of the row with `index` rows before it. */
  at(index: number): string
  /** Reads nothing: fails when the two parameters are no place. */
  probe(): string
  /** Reads nothing, with no parameter: fails when the table or the database does. */
  ping(): string
}

/**
 * The statements that page through a table by keyset: `(updated, id) > (?, ?) ORDER BY updated, id LIMIT n`, below the
 * horizon.
 */
export function sqlStatements({ dialect, from, updated, id, horizon }: SqlTable): SqlStatements {
  const columns = `feed.${updated}, feed.${id}`
  // as text from PostgreSQL, whose drivers make dates and numbers of less precision; SQLite has no types to get lost
  const read = (column: string) => (dialect === 'postgresql' ? `CAST(feed.${column} AS text)` : `feed.${column}`)
  const key = `${read(updated)} AS feed_updated, ${read(id)} AS feed_id`
  const place = dialect === 'postgresql' ? '($1, $2)' : '(?, ?)'
  const settled = horizon === null ? [] : [`feed.${updated} < (${horizon})`]

  const select = (what: string, conditions: readonly string[], rest: string) => {
    const where = conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`
    return `SELECT ${what} FROM ${from} AS feed${where}${rest}`
  }
  const ascending = ` ORDER BY ${columns}`
  const descending = ` ORDER BY feed.${updated} DESC, feed.${id} DESC`
  return {
    first: (limit) => select(`feed.*, ${key}`, settled, `${ascending} LIMIT ${limit}`),
    after: (limit) => select(`feed.*, ${key}`, [`(${columns}) > ${place}`, ...settled], `${ascending} LIMIT ${limit}`),
    before: (count) => select(key, [`(${columns}) <= ${place}`, ...settled], `${descending} LIMIT 1 OFFSET ${count}`),
    count: () => select('count(*) AS feed_total', settled, ''),
    at: (index) => select(key, settled, `${ascending} LIMIT 1 OFFSET ${index}`),
    probe: () => select(key, [`(${columns}) > ${place}`], ' LIMIT 0'),
    ping: () => select(key, [], ' LIMIT 0'),
  }
}
