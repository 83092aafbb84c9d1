import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { Client, Pool } from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { deletion } from '../src/deletion.ts'
import type { FeedSource } from '../src/feed-source.ts'
import { agedHorizon, type SqlSourceOptions, sqlSource, transactionHorizon } from '../src/sql-source.ts'
import { type Postgres, startPostgres } from './start-postgres.ts'

let postgres: Postgres
let pool: Pool
beforeAll(async () => {
  postgres = await startPostgres()
  pool = new Pool(postgres.connection)
  pool.on('error', () => {}) // its idle connections end with the server
})
afterAll(async () => {
  await pool?.end()
  await postgres?.stop()
})

/** As in the README: changed rows carry the id of the transaction that changed them. */
beforeEach(async () => {
  await pool.query(`
    DROP TABLE IF EXISTS orders;
    CREATE TABLE orders (
      id bigint PRIMARY KEY, total int, deleted_at timestamptz,
      updated_at timestamptz NOT NULL DEFAULT now(),
      changed_in xid8 NOT NULL DEFAULT pg_current_xact_id()
    );
    CREATE UNIQUE INDEX ON orders (changed_in, id);
    CREATE UNIQUE INDEX ON orders (updated_at, id);
    CREATE OR REPLACE FUNCTION stamp_order() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN NEW.changed_in := pg_current_xact_id(); NEW.updated_at := now(); RETURN NEW; END $$;
    CREATE TRIGGER order_changed BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION stamp_order();
  `)
})

const signal = new AbortController().signal
const url = new URL('http://shop.example/feed')

interface OrderRow {
  readonly id: string
  readonly total: number
  readonly deleted_at: Date | null
}

function orders(more: Partial<SqlSourceOptions<OrderRow>> = {}): FeedSource {
  return sqlSource({
    dialect: 'postgresql',
    query: async (sql, parameters) => (await pool.query(sql, [...parameters])).rows,
    from: 'orders',
    updated: 'changed_in',
    id: 'id',
    horizon: transactionHorizon,
    toItem(row: OrderRow) {
      const objectId = `shop:order:${row.id}`
      if (row.deleted_at !== null) return deletion({ objectId, deleted: row.deleted_at })
      return { id: `${objectId}:Update`, type: 'Update', object: { id: objectId, type: 'Order', total: row.total } }
    },
    ...more,
  })
}

/** What everybody writes first: read on from the last timestamp, whatever is still to be committed. */
const naive = { updated: 'updated_at', horizon: null }

interface Item {
  readonly type: string
  readonly object: { readonly id: string; readonly total?: number }
}

async function follow(source: FeedSource, from: string | undefined, limit = 2) {
  const items: Item[] = []
  for (let cursor = from; ; ) {
    const page = await source.readPage(cursor, { limit, signal, url })
    if (!page) throw new Error(`no page at ${cursor}`)
    items.push(...(page.items as unknown as Item[]))
    if (page.items.length === 0) return { items, cursor, ids: items.map(({ object }) => object.id.split(':')[2]) }
    cursor = page.nextCursor
  }
}

async function connected<T>(use: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client(postgres.connection)
  await client.connect()
  try {
    return await use(client)
  } finally {
    await client.end()
  }
}

describe('sqlSource() on PostgreSQL', () => {
  it('delivers a row whose transaction commits late, which the naive cursor loses for ever [P7] [P19]', async () => {
    const [safe, lossy] = [orders(), orders(naive)]
    await pool.query('INSERT INTO orders (id, total) VALUES (1, 1)')
    await connected(async (late) => {
      await late.query('BEGIN')
      await late.query('INSERT INTO orders (id, total) VALUES (2, 2)') // takes its timestamp and its place now
      await pool.query('INSERT INTO orders (id, total) VALUES (3, 3)') // later, and committed before

      const safely = await follow(safe, undefined)
      const naively = await follow(lossy, undefined)
      expect(naively.ids).toEqual(['1', '3'])
      expect(safely.ids).toEqual(['1']) // the third waits for the second

      await late.query('COMMIT')
      expect((await follow(safe, safely.cursor)).ids).toEqual(['2', '3'])
      expect((await follow(lossy, naively.cursor)).ids).toEqual([]) // the second is lost
    })
  })

  it('is not held up by a transaction that only reads, nor by one that was rolled back [P19]', async () => {
    await connected(async (other) => {
      await other.query('BEGIN')
      await other.query('SELECT * FROM orders')
      await pool.query('INSERT INTO orders (id, total) VALUES (1, 1)')
      expect((await follow(orders(), undefined)).ids).toEqual(['1'])
      await other.query('INSERT INTO orders (id, total) VALUES (2, 2)')
      await other.query('ROLLBACK')
      await pool.query('INSERT INTO orders (id, total) VALUES (3, 3)')
      expect((await follow(orders(), undefined)).ids).toEqual(['1', '3'])
    })
  })

  it('delivers late rows by time as well, where transactions end within the time waited [P19]', async () => {
    const aged = (seconds: number) => orders({ updated: 'updated_at', horizon: agedHorizon(seconds) })
    await connected(async (late) => {
      await late.query('BEGIN')
      await late.query(`INSERT INTO orders (id, total, updated_at) VALUES (1, 1, now() - interval '50 s')`)
      await pool.query(`INSERT INTO orders (id, total, updated_at) VALUES (2, 2, now() - interval '40 s')`)
      await pool.query(`INSERT INTO orders (id, total, updated_at) VALUES (0, 0, now() - interval '70 s')`)
      const before = await follow(aged(60), undefined)
      expect(before.ids).toEqual(['0'])
      await late.query('COMMIT')
      expect((await follow(aged(20), before.cursor)).ids).toEqual(['1', '2']) // as if 40 seconds later
    })
  })

  it('keeps microseconds and big numbers, which drivers round', async () => {
    const source = orders({ ...naive })
    await pool.query(`
      INSERT INTO orders (id, total, updated_at) VALUES
        (9007199254740993, 1, '2026-01-31 12:00:00.000001+00'), (9007199254740992, 2, '2026-01-31 12:00:00.000001+00'),
        (1, 3, '2026-01-31 12:00:00.000002+00')`)
    const { ids } = await follow(source, undefined, 1)
    expect(ids).toEqual(['9007199254740992', '9007199254740993', '1'])
  })

  it('knows no cursor that the columns cannot take, and tells a failing database from one [P10]', async () => {
    const source = orders()
    await pool.query('INSERT INTO orders (id, total) VALUES (1, 1)')
    for (const place of [
      ['x', '1'],
      ['1', 'x'],
      ['1', '99999999999999999999'],
      ['1', '\0'],
      [1.5, '1'],
    ]) {
      const cursor = Buffer.from(JSON.stringify(place)).toString('base64url')
      expect([place, await source.readPage(cursor, { limit: 2, signal, url })]).toEqual([place, undefined])
      expect(await source.placeBefore?.(cursor, { limit: 2, signal, url })).toBeUndefined()
    }
    const { cursor } = await follow(source, undefined)
    await pool.query('ALTER TABLE orders RENAME TO moved')
    await expect(source.readPage(cursor, { limit: 2, signal, url })).rejects.toThrow('does not exist')
    await pool.query('DROP TABLE moved')
  })

  it('finds pages before, the last one, and how many there are', async () => {
    const source = orders()
    for (const id of [1, 2, 3, 4, 5]) await pool.query('INSERT INTO orders (id, total) VALUES ($1, 1)', [id])
    const options = { limit: 2, signal, url }
    const second = (await source.readPage(undefined, options))?.nextCursor ?? ''
    const third = (await source.readPage(second, options))?.nextCursor ?? ''
    expect(await source.placeBefore?.(third, options)).toEqual({ cursor: second })
    expect(await source.placeBefore?.(second, options)).toEqual({ cursor: undefined })
    expect(await source.lastPlace?.(options)).toEqual({ cursor: third })
    expect(await source.totalItems?.(options)).toBe(5)
  })

  it('pages by the index, whatever the horizon', async () => {
    const plans: string[] = []
    await pool.query(`INSERT INTO orders (id, total) SELECT n, n FROM generate_series(1, 5000) AS n; ANALYZE orders`)
    const query: SqlSourceOptions['query'] = async (sql, parameters) => {
      const plan = await pool.query(`EXPLAIN ${sql}`, [...parameters])
      plans.push(plan.rows.map((row) => row['QUERY PLAN']).join('\n'))
      return (await pool.query(sql, [...parameters])).rows
    }
    for (const more of [{}, { updated: 'updated_at', horizon: agedHorizon(1) }]) {
      const source = orders({ query, ...more })
      const page = await source.readPage(undefined, { limit: 100, signal, url })
      if (page?.nextCursor) await source.readPage(page.nextCursor, { limit: 100, signal, url })
    }
    for (const plan of plans) expect(plan).toMatch(/Index Scan/)
    expect(plans).toHaveLength(3) // by time none is old enough yet
  })

  it('gives who follows it, then reads once more, exactly what there is, after whatever happened [P7] [P8] [P19] [P24]', async () => {
    const writers = 3
    const step = fc.record({
      writer: fc.nat(writers - 1),
      do: fc.constantFrom('begin', 'begin', 'put', 'put', 'put', 'delete', 'commit', 'rollback', 'read', 'read'),
      id: fc.nat(2),
      total: fc.nat(99),
    })
    const clients = await Promise.all(
      Array.from({ length: writers }, async () => {
        const client = new Client(postgres.connection)
        await client.connect()
        return client
      }),
    )
    let lostByNaive = 0
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 20, maxLength: 60, size: 'max' }),
        fc.integer({ min: 1, max: 3 }),
        async (steps, limit) => {
          await pool.query('TRUNCATE orders')
          const isOpen = clients.map(() => false)
          const followers = [orders(), orders(naive)].map((source) => ({
            source,
            cursor: undefined as string | undefined,
            held: new Map<string, number | undefined>(),
          }))
          const readOn = async () => {
            for (const follower of followers) {
              const { items, cursor } = await follow(follower.source, follower.cursor, limit)
              follower.cursor = cursor
              for (const { type, object } of items) {
                if (type === 'Delete') follower.held.delete(object.id)
                else follower.held.set(object.id, object.total)
              }
            }
          }
          for (const { writer, do: what, id, total } of steps) {
            const client = clients[writer] as Client
            const own = id * writers + writer // no two writers wait for each other's rows
            if (what === 'read') await readOn()
            if (what === 'begin' && !isOpen[writer]) {
              await client.query('BEGIN')
              isOpen[writer] = true
            }
            if (what === 'put') {
              const upsert = 'ON CONFLICT (id) DO UPDATE SET total = EXCLUDED.total, deleted_at = NULL'
              await client.query(`INSERT INTO orders (id, total) VALUES ($1, $2) ${upsert}`, [own, total])
            }
            if (what === 'delete') await client.query('UPDATE orders SET deleted_at = now() WHERE id = $1', [own])
            if ((what === 'commit' || what === 'rollback') && isOpen[writer]) {
              await client.query(what)
              isOpen[writer] = false
            }
          }
          for (const [writer, client] of clients.entries()) if (isOpen[writer]) await client.query('COMMIT')
          await readOn()
          const { rows } = await pool.query('SELECT id, total FROM orders WHERE deleted_at IS NULL')
          const actual = new Map(rows.map(({ id, total }) => [`shop:order:${id}`, total]))
          const [safe, lossy] = followers
          expect(safe?.held).toEqual(actual)
          if (!isDeepStrictEqual(lossy?.held, actual)) lostByNaive += 1
        },
      ),
      { numRuns: 60 },
    )
    await Promise.all(clients.map((client) => client.end()))
    expect(lostByNaive).toBeGreaterThan(0) // what happened was bad enough
  })
})
