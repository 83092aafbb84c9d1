import type { Entity } from './entities.ts'
import { lax } from './lax.ts'
import type { Level } from './level.ts'
import { minimal } from './minimal.ts'
import type { ParseOptions } from './parse-activity.ts'
import { type ParseResult, parseWith } from './parse-result.ts'
import { strict } from './strict.ts'

const schemas = { strict: strict.entity, lax: lax.entity, minimal: minimal.entity }

/**
 * Checks any Activity Streams object or link as what its `type` says it is. No property is required; narrow the result
 * with `typesOf`.
 *
 * @param value Parsed JSON.
 * @returns The value itself, typed, or every issue with its path. Never throws.
 */
export function parseEntity(
  value: unknown,
  { level = 'lax', ...limits }: ParseOptions<Level> = {},
): ParseResult<Entity> {
  return parseWith(schemas[level], value, limits)
}
