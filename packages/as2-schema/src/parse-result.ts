import * as v from 'valibot'
import { exceedsDepth } from './exceeds-depth.ts'

/** One thing wrong with a document. */
export interface Issue {
  /** Where, with dots between, e.g. `orderedItems.3.id`; `''` is the document itself. */
  readonly path: string
  /** What was expected there and what was found, without any of the document's data. */
  readonly message: string
}

export type ParseResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly issues: readonly Issue[] }

export interface ParseLimits {
  /** How deep objects and lists may nest before a document is refused unread. Default 200, at most 1,000. */
  readonly maxDepth?: number
  /** How many issues to report at most. Default 100. */
  readonly maxIssues?: number
}

/** valibot goes down by recursion: deeper than about 2,000 it would overflow the stack. */
const stackDepth = 1_000

/**
 * Checks a value against a schema.
 *
 * @returns The very value given when it fits: nothing copied, dropped or converted.
 */
export function parseWith<T>(
  schema: v.GenericSchema<unknown, T>,
  value: unknown,
  { maxDepth = 200, maxIssues = 100 }: ParseLimits,
): ParseResult<T> {
  const depth = Math.min(maxDepth, stackDepth)
  if (exceedsDepth(value, depth)) {
    return { ok: false, issues: [{ path: '', message: `expected at most ${depth} levels of nesting, found more` }] }
  }
  const { issues } = v.safeParse(schema, value)
  if (issues === undefined) return { ok: true, value: value as T }
  return { ok: false, issues: issues.slice(0, maxIssues).map(({ path, message }) => ({ path: pathOf(path), message })) }
}

function pathOf(path: readonly { readonly key: unknown }[] = []): string {
  return path.map(({ key }) => shorten(String(key))).join('.')
}

/** A key may be as long as the document: a language map's, for one. */
function shorten(key: string): string {
  return key.length > 64 ? `${key.slice(0, 64)}…` : key
}
