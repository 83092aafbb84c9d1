import { RefusedSearchError } from '../errors.ts'
import type { SearchLimits } from '../limits.ts'
import { type Guard, type Refusal, reasons } from './guards.ts'
import type { Tree } from './tree.ts'

/** What holds where the parser is. */
export interface Scope {
  /** What every document has to match: the key's permission. */
  readonly permission: readonly Tree[]
  /** Scores must carry no information. */
  readonly strict: boolean
  /** True where a guard does not apply: to a key that sees everything, and to a test that shows what it is for. */
  readonly permits: (guard: Guard) => boolean
  readonly limits: SearchLimits
  /** What was counted so far, in the whole search. */
  readonly spent: { clauses: number; patterns: number; buckets: number }
  /** How many options were added that the caller left out: what was read is not what the caller wrote. */
  readonly added: { count: number }
  /** How many buckets hold the aggregation that is being read; 1 at the top. */
  readonly buckets: number
  readonly aggregationDepth: number
  /** How many hits are asked for, each of which may have inner hits. */
  readonly hits: number
}

/** @param guard Without it `value` passes as it is. */
export function deny(scope: Scope, guard: Refusal, path: string, value: unknown, reason?: string): Tree {
  if (scope.permits(guard)) return value as Tree
  throw new RefusedSearchError(path, reason ?? reasons[guard])
}

/** Counts a query clause. */
export function spendClause({ spent, limits }: Scope, path: string): void {
  spent.clauses += 1
  if (spent.clauses > limits.maxClauses) {
    throw new RefusedSearchError(path, `the search has more than ${limits.maxClauses} clauses`)
  }
}

/** Counts wildcards and regular expressions. */
export function spendPatterns({ spent, limits }: Scope, path: string, count: number): void {
  spent.patterns += count
  if (spent.patterns > limits.maxPatterns) {
    throw new RefusedSearchError(path, `the search has more than ${limits.maxPatterns} patterns`)
  }
}

/** Counts what an aggregation, or inner hits, may add to the answer. */
export function spendBuckets({ spent, limits }: Scope, path: string, count: number): void {
  spent.buckets += count
  // written so that what is not a number is refused too
  if (!(spent.buckets <= limits.maxBuckets)) {
    throw new RefusedSearchError(path, `the answer may have more than ${limits.maxBuckets} buckets; ask for fewer`)
  }
}
