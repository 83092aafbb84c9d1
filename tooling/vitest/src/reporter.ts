import { writeSync } from 'node:fs'
import type { Reporter, TestModule } from 'vitest/node'

/**
 * Prints `N passed, N failed` (`, N skipped` where some were) alone on the last line of all: after the coverage
 * report, which comes later than `onTestRunEnd`.
 */
export default class TotalsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const totals = { passed: 0, failed: errors.length, skipped: 0, pending: 0 }
    for (const module of modules) {
      let tests = 0
      for (const test of module.children.allTests()) {
        tests += 1
        totals[test.result().state] += 1
      }
      const failedOutsideItsTests = module.state() === 'failed' && (tests === 0 || module.errors().length > 0)
      if (failedOutsideItsTests) totals.failed += 1
    }
    const skipped = totals.skipped + totals.pending
    process.once('exit', (code) => {
      // a global setup that throws fails the run without failing any test
      const failed = code !== 0 && totals.failed === 0 ? 1 : totals.failed
      writeSync(1, `\n${totals.passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`)
    })
  }
}
