import { lax } from './lax.ts'
import type { Level } from './level.ts'
import { minimal } from './minimal.ts'
import type { ActivityPage } from './page.ts'
import type { ActivityAt, ParseOptions } from './parse-activity.ts'
import { type ParseResult, parseWith } from './parse-result.ts'
import { strict } from './strict.ts'

const schemas = { strict: strict.page, lax: lax.page, minimal: minimal.page }

/**
 * Checks a page of a feed and every activity in it.
 *
 * @param value Parsed JSON, e.g. `{ "@context": […], "type": "Collection", "orderedItems": […], "next": null }`.
 * @returns The value itself, typed, or the issues with their paths. Never throws.
 * @example parsePage({ type: 'Collection', orderedItems: [{ id: 5, type: 'Create' }] })
 *   // { ok: false, issues: [{ path: 'orderedItems.0.id', message: 'expected a string that is not empty, found a number' }] }
 */
export function parsePage<L extends Level = 'lax'>(
  value: unknown,
  { level, ...limits }: ParseOptions<L> = {},
): ParseResult<ActivityPage<ActivityAt[L]>> {
  return parseWith(schemas[level ?? 'lax'], value, limits) as ParseResult<ActivityPage<ActivityAt[L]>>
}
