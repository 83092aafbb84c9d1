import type { CheckReport, Report } from './report.ts'

/**
 * A report as text: one line a check, with what was seen and what to do below those that fail.
 *
 * @example formatCheck({ rule: 'P5', asks: 'next is an absolute URL', strength: 'must', result: 'pass' })
 *   // 'pass  P5   next is an absolute URL'
 */
export function formatCheck(check: CheckReport): string {
  const word = check.result === 'fail' && check.strength === 'should' ? 'warn' : check.result
  const line = `${word}  ${check.rule.padEnd(4)} ${check.asks}`
  switch (check.result) {
    case 'pass':
      return line
    case 'fail':
      return `${line}\n           seen: ${check.seen}\n           do:   ${check.todo}`
    case 'skip':
      return `${line}\n           ${check.reason}`
  }
}

/** The sentence at the end. */
export function formatSummary(report: Report): string {
  const { feed, conforms, complete, passed, failed, warned, skipped, requests, ms } = report
  const verdict = conforms ? (complete ? 'conforms' : 'conforms as far as it was tested') : 'does not conform'
  const counts = `${passed} passed, ${failed} failed, ${warned} warned, ${skipped} skipped`
  return `${feed} ${verdict}: ${counts}; ${requests} requests in ${(ms / 1000).toFixed(1)} s`
}

/** The whole report. */
export function formatReport(report: Report): string {
  return [...report.checks.map(formatCheck), '', formatSummary(report)].join('\n')
}
