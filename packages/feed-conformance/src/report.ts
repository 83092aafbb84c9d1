import type { Check } from './check.ts'
import type { Finding } from './finding.ts'

/** What one check found. */
export type CheckReport = Pick<Check, 'rule' | 'asks' | 'strength'> & Finding

/** What a test of a feed found. It is plain JSON. */
export interface Report {
  readonly feed: string
  /** Whether no `must` is broken. What was skipped is not known. */
  readonly conforms: boolean
  /** Whether every check was made or skipped for a reason of its own: false when requests or time ran out. */
  readonly complete: boolean
  readonly passed: number
  readonly failed: number
  /** Broken rules that are only a `should`. */
  readonly warned: number
  readonly skipped: number
  readonly requests: number
  readonly ms: number
  readonly checks: readonly CheckReport[]
}

/** Counts what was found. */
export function summarise(
  checks: readonly CheckReport[],
  run: Pick<Report, 'feed' | 'complete' | 'requests' | 'ms'>,
): Report {
  const count = (wanted: (check: CheckReport) => boolean) => checks.filter(wanted).length
  const failed = count(({ result, strength }) => result === 'fail' && strength === 'must')
  return {
    ...run,
    conforms: failed === 0,
    passed: count(({ result }) => result === 'pass'),
    failed,
    warned: count(({ result, strength }) => result === 'fail' && strength === 'should'),
    skipped: count(({ result }) => result === 'skip'),
    checks,
  }
}
