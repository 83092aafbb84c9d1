import { FeedOptionError, SqlRowError } from './errors.ts'
import type { FeedItem, FeedSource, ReadPageOptions } from './feed-source.ts'
import { isSqlKey, readSqlCursor, type SqlKey, type SqlPlace, writeSqlCursor } from './sql-cursor.ts'
import { type SqlDialect, sqlStatements } from './sql-statements.ts'

/** A row as the driver gives it: column's name → value. */
export type SqlRow = Readonly<Record<string, unknown>>

/** Runs one statement. Stop when `signal` is aborted, where the driver can. */
export type SqlQuery = (
  sql: string,
  parameters: readonly SqlKey[],
  signal: AbortSignal,
) => readonly SqlRow[] | Promise<readonly SqlRow[]>

/** Names and expressions go into statements as they are: write them yourself, never take them from a request. */
export interface SqlSourceOptions<Row = SqlRow> {
  readonly dialect: SqlDialect
  readonly query: SqlQuery
  /** A table's or view's name, or a SELECT in parentheses. */
  readonly from: string
  /** The column that says when a row was last changed: a time, a number, a transaction's id. Never null. */
  readonly updated: string
  /** The column that tells rows apart. Never null. The table needs an index on (updated, id). */
  readonly id: string
  /**
   * Up to where every change is there to be read: an SQL expression of the type of `updated`; rows from it on wait.
   * Without it, a row whose transaction commits late, with an `updated` that has been passed already, is never served.
   *
   * - {@link transactionHorizon}, PostgreSQL, exact: `updated` is an `xid8`, the id of the transaction.
   * - {@link agedHorizon}, PostgreSQL: `updated` is a `timestamptz`, and no transaction takes longer than it waits.
   * - `null`: rows become visible in the order of (updated, id), such as changes that SQLite's one writer counts.
   * - `strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-1 second')`, SQLite, where writing statements take such a time.
   */
  readonly horizon: string | null
  /** Makes the activity of a row. `url` is the page's own, for links. A row of a deleted thing becomes `deletion(…)`. */
  readonly toItem: (row: Row, context: { readonly url: URL }) => FeedItem
  /** True when rows are never changed nor deleted: full pages are closed then. Default false. */
  readonly appendOnly?: boolean
  /** Calls back when the table has changed, for instance by LISTEN; returns what ends it. Default: held requests poll. */
  readonly subscribe?: (onChange: () => void) => () => void
}

/** The horizon where `updated` is an `xid8` (PostgreSQL 13): every transaction before the oldest one under way has ended. */
export const transactionHorizon = 'pg_snapshot_xmin(pg_current_snapshot())'

/**
 * The horizon where `updated` is a `timestamptz` (PostgreSQL): the moment some seconds ago.
 *
 * @param seconds More than any transaction that writes to the table takes; set `transaction_timeout`, or
 *   `idle_in_transaction_session_timeout` and `statement_timeout`, below it.
 * @throws {FeedOptionError} If it is not a number above 0.
 */
export function agedHorizon(seconds: number): string {
  if (!(seconds > 0 && seconds < 1e9)) {
    throw new FeedOptionError(`Cannot wait ${seconds} seconds for transactions to end; give a number above 0`)
  }
  // of the transaction's start: later than the snapshot that the rows are read from, it would let late rows slip by
  return `now() - make_interval(secs => ${seconds})`
}

/**
 * A table, view or query as a feed's source, read by keyset: page by page in the order of (updated, id), from the last
 * row served. A row that is changed moves to the end and is served again; none is passed over, whenever it is committed.
 *
 * @typeParam Row What a row of yours looks like; not checked.
 * @throws {FeedOptionError} If an expression is empty.
 * @example
 * sqlSource({
 *   dialect: 'postgresql',
 *   query: async (sql, parameters) => (await pool.query(sql, [...parameters])).rows,
 *   from: 'orders', updated: 'changed_in', id: 'id', horizon: transactionHorizon,
 *   toItem: (row: { id: string }) => ({ id: `shop:order:${row.id}:Update`, type: 'Update', object: { id: `shop:order:${row.id}` } }),
 * })
 */
export function sqlSource<Row = SqlRow>(options: SqlSourceOptions<Row>): FeedSource {
  const { query, toItem, appendOnly = false, subscribe } = options
  for (const name of ['from', 'updated', 'id', 'horizon'] as const) {
    if (options[name]?.trim() === '') throw new FeedOptionError(`Cannot read table: ${name} is empty; give SQL`)
  }
  const statements = sqlStatements(options)

  /** Runs a statement at a place that anybody may have made up: one that the database cannot take is no place. */
  async function queryAt(sql: string, place: SqlPlace, signal: AbortSignal): Promise<readonly SqlRow[] | undefined> {
    try {
      return await query(sql, place, signal)
    } catch (error) {
      if ((await works(statements.ping(), [], signal)) && !(await works(statements.probe(), place, signal))) {
        return undefined
      }
      throw error
    }
  }

  async function works(...probe: Parameters<SqlQuery>): Promise<boolean> {
    try {
      await query(...probe)
      return true
    } catch {
      return false
    }
  }

  return {
    appendOnly,
    ...(subscribe && { subscribe }),
    async readPage(cursor, { limit, signal, url }) {
      const place = cursor === undefined ? undefined : readSqlCursor(cursor)
      if (cursor !== undefined && !place) return undefined
      const rows = place
        ? await queryAt(statements.after(limit), place, signal)
        : await query(statements.first(limit), [], signal)
      if (!rows) return undefined
      const keys = rows.map(keyOf)
      const last = keys.at(-1)
      return {
        items: rows.map((row) => toItem(ownColumns(row) as Row, { url })),
        nextCursor: last && writeSqlCursor(last),
      }
    },
    totalItems: ({ signal }) => total(signal),
    async lastPlace({ limit, signal }) {
      const before = Math.floor(Math.max(0, (await total(signal)) - 1) / limit) * limit
      if (before === 0) return { cursor: undefined }
      return placeOf(await query(statements.at(before - 1), [], signal))
    },
    async placeBefore(cursor: string, { limit, signal }: ReadPageOptions) {
      const place = readSqlCursor(cursor)
      if (!place) return undefined
      const rows = await queryAt(statements.before(limit), place, signal)
      return rows && placeOf(rows)
    },
  }

  async function total(signal: AbortSignal): Promise<number> {
    const [row] = await query(statements.count(), [], signal)
    return Number(row?.feed_total)
  }

  function placeOf([row]: readonly SqlRow[]): { cursor: string | undefined } {
    return { cursor: row && writeSqlCursor(keyOf(row)) }
  }

  function keyOf({ feed_updated: updated, feed_id: id }: SqlRow): SqlPlace {
    if (isSqlKey(updated) && isSqlKey(id)) return [updated, id]
    throw new SqlRowError(isSqlKey(updated) ? options.id : options.updated)
  }
}

/** A row without what the statements added. */
function ownColumns(row: SqlRow): SqlRow {
  const own: Record<string, unknown> = { ...row }
  delete own.feed_updated
  delete own.feed_id
  return own
}
