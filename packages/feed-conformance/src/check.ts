import type { Finding } from './finding.ts'
import type { Probe } from './probe.ts'

/** One thing that a rule of PROTOCOL.md asks of a feed. */
export interface Check {
  /** The rule's number, e.g. `P5`. */
  readonly rule: string
  /** What is asked, as a sentence about the feed. Names the check: no two are alike. */
  readonly asks: string
  /** What PROTOCOL.md says: a feed that breaks a `should` still conforms, and is told. */
  readonly strength: 'must' | 'should'
  readonly run: (probe: Probe) => Promise<Finding>
}
