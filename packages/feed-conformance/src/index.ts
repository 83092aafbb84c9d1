export type { Check } from './check.ts'
export { allChecks } from './checks.ts'
export {
  ArgumentsError,
  ExchangeError,
  FeedConformanceError,
  type FeedConformanceErrorCode,
  HookError,
  OutOfBudgetError,
  RefusedError,
  UnreachableError,
} from './errors.ts'
export type { Finding } from './finding.ts'
export { formatReport } from './format-report.ts'
export type { Answer, Exchange, OutgoingRequest } from './http-exchange.ts'
export type { SourceHook } from './probe.ts'
export type { CheckReport, Report } from './report.ts'
export { defaultLimits, type TestFeedLimits, type TestFeedOptions, testFeed } from './test-feed.ts'
