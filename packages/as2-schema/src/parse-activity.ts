import type { Activity } from './entities.ts'
import { lax } from './lax.ts'
import type { Level } from './level.ts'
import { type MinimalActivity, minimal } from './minimal.ts'
import { type ParseLimits, type ParseResult, parseWith } from './parse-result.ts'
import { strict } from './strict.ts'

/** What an activity is known to be after a check at each level. */
export interface ActivityAt {
  strict: Activity
  lax: Activity
  minimal: MinimalActivity
}

export interface ParseOptions<L extends Level> extends ParseLimits {
  /** Default `lax`. */
  readonly level?: L
}

const schemas = { strict: strict.activity, lax: lax.activity, minimal: minimal.activity }

/**
 * Checks one activity of a feed.
 *
 * @param value Parsed JSON.
 * @returns The value itself, typed, or every issue with its path. Never throws.
 * @example parseActivity({ id: 5, type: 'Create' })
 *   // { ok: false, issues: [{ path: 'id', message: 'expected a string that is not empty, found a number' }] }
 */
export function parseActivity<L extends Level = 'lax'>(
  value: unknown,
  { level, ...limits }: ParseOptions<L> = {},
): ParseResult<ActivityAt[L]> {
  return parseWith(schemas[level ?? 'lax'], value, limits) as ParseResult<ActivityAt[L]>
}
