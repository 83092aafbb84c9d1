import type { DatabaseSync } from 'node:sqlite'

/**
 * Makes the table, with a count of changes that triggers keep: each change of a row gives it the next number. SQLite has
 * one writer at a time, so the numbers are in the order in which changes become visible.
 */
export function createOrders(db: DatabaseSync): void {
  db.exec(`
    CREATE TABLE IF NOT EXISTS change (last INTEGER NOT NULL);
    INSERT INTO change SELECT 0 WHERE NOT EXISTS (SELECT * FROM change);
    CREATE TABLE IF NOT EXISTS orders (
      id INTEGER PRIMARY KEY,
      drink TEXT NOT NULL,
      price TEXT NOT NULL,
      updated_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
      deleted_at TEXT,
      changed INTEGER NOT NULL DEFAULT 0
    );
    CREATE UNIQUE INDEX IF NOT EXISTS orders_changed ON orders (changed, id);
    CREATE TRIGGER IF NOT EXISTS order_inserted AFTER INSERT ON orders BEGIN
      UPDATE change SET last = last + 1;
      UPDATE orders SET changed = (SELECT last FROM change) WHERE id = NEW.id;
    END;
    CREATE TRIGGER IF NOT EXISTS order_updated AFTER UPDATE OF drink, price, deleted_at ON orders BEGIN
      UPDATE change SET last = last + 1;
      UPDATE orders SET
        changed = (SELECT last FROM change),
        updated_at = strftime('%Y-%m-%dT%H:%M:%SZ', 'now')
      WHERE id = NEW.id;
    END;
  `)
}
