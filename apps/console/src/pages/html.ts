import type { html } from 'hono/html'

/** A piece of a page, escaped: what the tag `html` gives. */
export type Html = ReturnType<typeof html>

/**
 * A piece as text.
 *
 * @throws {TypeError} If it waits for something: ours do not.
 */
export function textOf(piece: Html): string {
  if (typeof piece === 'object' && 'then' in piece) throw new TypeError('Cannot show a piece of a page that waits')
  return String.prototype.toString.call(piece)
}
