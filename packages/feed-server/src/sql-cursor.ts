/** What a driver gives for the value of a sort column, and takes back as a parameter. */
export type SqlKey = string | number | bigint

/** The sort key of a row: when it was last changed, and what tells it from others of that moment. */
export type SqlPlace = readonly [updated: SqlKey, id: SqlKey]

/** Writes a place as a cursor. A value keeps its type: databases compare numbers and text differently. */
export function writeSqlCursor([updated, id]: SqlPlace): string {
  return Buffer.from(JSON.stringify([written(updated), written(id)])).toString('base64url')
}

/** @returns `undefined` when the text is not what {@link writeSqlCursor} makes, to the letter. */
export function readSqlCursor(cursor: string): SqlPlace | undefined {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    if (!Array.isArray(parts) || parts.length !== 2) return undefined
    const [updated, id] = [readKey(parts[0]), readKey(parts[1])]
    if (updated === undefined || id === undefined) return undefined
    const place: SqlPlace = [updated, id]
    return writeSqlCursor(place) === cursor ? place : undefined
  } catch {
    return undefined
  }
}

function written(key: SqlKey): string | number | { n: string } {
  return typeof key === 'bigint' ? { n: String(key) } : key
}

function readKey(part: unknown): SqlKey | undefined {
  if (typeof part === 'string' || typeof part === 'number') return part
  const digits = typeof part === 'object' && part !== null && 'n' in part ? part.n : undefined
  return typeof digits === 'string' && /^-?\d{1,40}$/.test(digits) ? BigInt(digits) : undefined
}

/** Whether a value of a row can be a sort key: not null, which has no place in an order. */
export function isSqlKey(value: unknown): value is SqlKey {
  return typeof value === 'string' || typeof value === 'bigint' || (typeof value === 'number' && Number.isFinite(value))
}
