import { DatabaseSync } from 'node:sqlite'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { deletion } from './deletion.ts'
import { FeedOptionError, SqlRowError } from './errors.ts'
import type { FeedSource } from './feed-source.ts'
import { agedHorizon, type SqlRow, type SqlSourceOptions, sqlSource } from './sql-source.ts'

const options = { limit: 2, signal: new AbortController().signal, url: new URL('http://shop.example/feed') }

let db: DatabaseSync
afterEach(() => db.close())

/** Orders whose changes are counted by triggers: the one writer's order is the order in which they become visible. */
const schema = `
  CREATE TABLE change (last INTEGER NOT NULL);
  INSERT INTO change VALUES (0);
  CREATE TABLE orders (id TEXT PRIMARY KEY, total INTEGER, deleted_at TEXT, changed INTEGER NOT NULL DEFAULT 0);
  CREATE UNIQUE INDEX orders_changed ON orders (changed, id);
  CREATE TRIGGER order_inserted AFTER INSERT ON orders BEGIN
    UPDATE change SET last = last + 1;
    UPDATE orders SET changed = (SELECT last FROM change) WHERE id = NEW.id;
  END;
  CREATE TRIGGER order_updated AFTER UPDATE OF total, deleted_at ON orders BEGIN
    UPDATE change SET last = last + 1;
    UPDATE orders SET changed = (SELECT last FROM change) WHERE id = NEW.id;
  END;
`

interface OrderRow {
  readonly id: string
  readonly total: number
  readonly deleted_at: string | null
}

function orderActivity(row: OrderRow) {
  const objectId = `shop:order:${row.id}`
  if (row.deleted_at !== null) return deletion({ objectId, deleted: row.deleted_at })
  return { id: `${objectId}:Update`, type: 'Update', object: { id: objectId, type: 'shop:Order', total: row.total } }
}

function open(more: Partial<SqlSourceOptions<OrderRow>> = {}, tables = schema) {
  db = new DatabaseSync(':memory:')
  db.exec(tables)
  return sqlSource({
    dialect: 'sqlite',
    query: (sql, parameters) => db.prepare(sql).all(...parameters) as SqlRow[],
    from: 'orders',
    updated: 'changed',
    id: 'id',
    horizon: null,
    toItem: orderActivity,
    ...more,
  })
}

const put = (id: string, total: number) =>
  db
    .prepare('INSERT INTO orders (id, total) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET total = ?, deleted_at = NULL')
    .run(id, total, total)

/** What is read from a cursor to the end, and where that is. */
async function follow(source: FeedSource, from: string | undefined, limit = 2) {
  const items: { id: string; type: string; object: { id: string; type: string; total?: number } }[] = []
  for (let cursor = from; ; ) {
    const page = await source.readPage(cursor, { ...options, limit })
    if (!page) throw new Error(`no page at ${cursor}`)
    items.push(...(page.items as typeof items))
    if (page.items.length === 0) return { items, cursor }
    cursor = page.nextCursor
  }
}

describe('sqlSource() on SQLite', () => {
  it('gives rows in the order of their last change, page by page, without the columns it added [P4]', async () => {
    const rows: OrderRow[] = []
    const source = open({
      toItem(row) {
        rows.push(row)
        return orderActivity(row)
      },
    })
    for (const id of ['a', 'b', 'c']) put(id, 1)
    put('a', 2)
    const { items, cursor } = await follow(source, undefined)
    expect(items.map(({ object }) => object.id)).toEqual(['shop:order:b', 'shop:order:c', 'shop:order:a'])
    expect(rows[2]).toEqual({ id: 'a', total: 2, deleted_at: null, changed: 4 })
    put('b', 3)
    expect((await follow(source, cursor)).items.map(({ object }) => object.total)).toEqual([3])
  })

  it('finds pages before, the last one, and how many there are', async () => {
    const source = open()
    for (const id of ['a', 'b', 'c', 'd', 'e']) put(id, 1)
    const second = (await source.readPage(undefined, options))?.nextCursor ?? ''
    const third = (await source.readPage(second, options))?.nextCursor ?? ''
    expect(await source.placeBefore?.(second, options)).toEqual({ cursor: undefined })
    expect(await source.placeBefore?.(third, options)).toEqual({ cursor: second })
    expect(await source.lastPlace?.(options)).toEqual({ cursor: third })
    expect(await source.totalItems?.(options)).toBe(5)
    db.exec(`DELETE FROM orders WHERE id IN ('b', 'c', 'd', 'e')`)
    expect(await source.lastPlace?.(options)).toEqual({ cursor: undefined })
    expect(await source.placeBefore?.('x', options)).toBeUndefined()
  })

  it('knows no cursor that it did not give, and tells a failing database from one', async () => {
    const source = open()
    put('a', 1)
    for (const cursor of ['', '1', 'WzEsMl0=', 'eyJhIjoxfQ']) {
      expect(await source.readPage(cursor, options)).toBeUndefined()
    }
    const cursor = (await source.readPage(undefined, options))?.nextCursor
    db.exec('DROP TABLE orders')
    await expect(source.readPage(cursor, options)).rejects.toThrow('no such table')
    await expect(source.readPage(undefined, options)).rejects.toThrow('no such table')
  })

  it('reads a query as well as a table, and rows only up to the horizon', async () => {
    const source = open(
      {
        from: "(SELECT name AS id, 1 AS total, NULL AS deleted_at, at AS changed FROM cup WHERE name <> 'hidden')",
        horizon: `'2026-01-31T12:00:00Z'`,
      },
      `CREATE TABLE cup (name TEXT, at TEXT);
       INSERT INTO cup VALUES ('b', '2026-01-31T11:00:00Z'), ('a', '2026-01-31T11:00:00Z'),
         ('hidden', '2026-01-31T11:30:00Z'), ('late', '2026-01-31T12:00:00Z');`,
    )
    expect((await follow(source, undefined, 1)).items.map(({ object }) => object.id)).toEqual([
      'shop:order:a',
      'shop:order:b',
    ])
    expect(await source.totalItems?.(options)).toBe(2)
  })

  it('does not leave out a row without a place, but says so [P17]', async () => {
    const source = open({}, `CREATE TABLE orders (id TEXT, changed INTEGER); INSERT INTO orders VALUES (NULL, 1)`)
    await expect(source.readPage(undefined, options)).rejects.toThrow(SqlRowError)
    expect(() => open({ from: ' ' })).toThrow(FeedOptionError)
    for (const seconds of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => agedHorizon(seconds)).toThrow(FeedOptionError)
    }
  })

  it('gives who follows it, then reads once more, exactly what there is, after whatever happened [P7] [P8] [P24]', async () => {
    const change = fc.oneof(
      fc.record({ do: fc.constant('put' as const), id: fc.constantFrom('a', 'b', 'c', 'd', 'e'), total: fc.nat(9) }),
      fc.record({ do: fc.constant('delete' as const), id: fc.constantFrom('a', 'b', 'c', 'd', 'e') }),
      fc.record({ do: fc.constant('read' as const) }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(change, { maxLength: 40 }), fc.integer({ min: 1, max: 3 }), async (changes, limit) => {
        const source = open()
        const held = new Map<string, number | undefined>()
        let cursor: string | undefined
        const readOn = async () => {
          const read = await follow(source, cursor, limit)
          for (const { type, object } of read.items) {
            if (type === 'Delete') held.delete(object.id)
            else held.set(object.id, object.total)
          }
          cursor = read.cursor
        }
        for (const one of changes) {
          if (one.do === 'put') put(one.id, one.total)
          if (one.do === 'delete') db.prepare(`UPDATE orders SET deleted_at = '2026-01-31' WHERE id = ?`).run(one.id)
          if (one.do === 'read') await readOn()
        }
        await readOn()
        const rows = db.prepare('SELECT id, total FROM orders WHERE deleted_at IS NULL').all() as unknown as OrderRow[]
        expect(held).toEqual(new Map(rows.map(({ id, total }) => [`shop:order:${id}`, total])))
        db.close()
      }),
    )
    db = new DatabaseSync(':memory:')
  })
})
