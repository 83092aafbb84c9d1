import type { FeedAuthentication } from '@as/feed-client'
import type { Check } from './check.ts'
import { allChecks } from './checks.ts'
import { ArgumentsError, ExchangeError, OutOfBudgetError, RefusedError, UnreachableError } from './errors.ts'
import { type Finding, fail, skip } from './finding.ts'
import { type Exchange, exchangeOverHttp } from './http-exchange.ts'
import { createProbe, type Probe, type ProbeLimits, type SourceHook } from './probe.ts'
import { type CheckReport, type Report, summarise } from './report.ts'

export interface TestFeedLimits extends ProbeLimits {
  /** For the whole test, in milliseconds. */
  readonly totalTimeoutMs: number
}

export interface TestFeedOptions {
  /** The feed's first URL. */
  readonly seed: string
  /** Default none: the feed is open. */
  readonly authentication?: FeedAuthentication
  /** Writes something at the source; resolves, once that is done, to the ids of the activities that must show it. */
  readonly write?: SourceHook | undefined
  /** Deletes something at the source; resolves to the ids of the objects that are gone. */
  readonly remove?: SourceHook | undefined
  /** Numbers of rules to look at, e.g. `['P5', 'P14']`. Default all. */
  readonly rules?: readonly string[] | undefined
  /** See {@link defaultLimits}. */
  readonly limits?: Partial<TestFeedLimits>
  /** Ends the test; it then rejects with the signal's reason. */
  readonly signal?: AbortSignal
  /** Told of each check as it ends. */
  readonly onCheck?: (check: CheckReport) => void
  /** Milliseconds since 1970, for signatures. Default `Date.now`. */
  readonly now?: () => number
  /** How requests go out. Default HTTP/1.1, one connection a request. */
  readonly exchange?: Exchange
}

/** What a test may take. */
export const defaultLimits: TestFeedLimits = {
  maxRequests: 1000,
  maxPages: 50,
  requestTimeoutMs: 10_000,
  maxPageBytes: 16 * 1024 * 1024,
  waitSeconds: 2,
  writes: 5,
  totalTimeoutMs: 120_000,
}

/**
 * Tests a feed against PROTOCOL.md, rule by rule. Nothing is written or deleted at the source but by the hooks given.
 *
 * @throws {ArgumentsError} If the options make no sense.
 * @throws {UnreachableError} If nothing answers at the seed.
 * @throws {RefusedError} If the feed does not let us in.
 * @throws {HookError} If a hook fails.
 */
export async function testFeed(options: TestFeedOptions): Promise<Report> {
  const { seed, rules, now = Date.now, signal, onCheck } = options
  if (!/^https?:\/\//i.test(seed) || !URL.canParse(seed)) {
    throw new ArgumentsError(
      `Cannot test feed ${JSON.stringify(seed)}: it is no http or https URL; give the feed's first URL`,
    )
  }
  const limits = { ...defaultLimits, ...options.limits }
  const checks = allChecks.filter(({ rule }) => !rules || rules.includes(rule))
  if (checks.length === 0) throw new ArgumentsError(`Cannot test feed: no check is of ${rules?.join(', ')}`)
  const startedAt = performance.now()
  const timeout = new AbortController()
  const timer = setTimeout(() => {
    timeout.abort(new OutOfBudgetError('time', `${limits.totalTimeoutMs} ms; raise totalTimeoutMs`))
  }, limits.totalTimeoutMs)
  const probe = createProbe({
    seed: new URL(seed).href,
    authentication: options.authentication ?? { type: 'none' },
    limits,
    write: options.write,
    remove: options.remove,
    exchange: options.exchange ?? exchangeOverHttp,
    now,
    signal: signal ? AbortSignal.any([signal, timeout.signal]) : timeout.signal,
  })
  try {
    await knock(probe)
    const found: CheckReport[] = []
    let exhausted: OutOfBudgetError | undefined
    for (const check of checks) {
      const finding = exhausted ? skip(exhausted.message) : await runCheck(check, probe)
      if (finding instanceof OutOfBudgetError) exhausted = finding
      const { rule, asks, strength } = check
      const report = {
        rule,
        asks,
        strength,
        ...(finding instanceof OutOfBudgetError ? skip(finding.message) : finding),
      }
      found.push(report)
      onCheck?.(report)
    }
    const ms = Math.round(performance.now() - startedAt)
    return summarise(found, { feed: probe.seed, complete: !exhausted, requests: probe.answers.length, ms })
  } finally {
    clearTimeout(timer)
  }
}

/** Asks once whether there is a feed to test. */
async function knock(probe: Probe): Promise<void> {
  const { seed, authentication } = probe
  const answer = await probe.request().catch((error: unknown) => {
    if (!(error instanceof ExchangeError)) throw error
    if (!error.answered) throw new UnreachableError(seed, { cause: error, reason: error.message })
    return undefined // an answer that breaks off is for the checks to find
  })
  if (answer?.status === 401 || answer?.status === 403) {
    throw new RefusedError(seed, answer.status, authentication.type !== 'none')
  }
}

async function runCheck(check: Check, probe: Probe): Promise<Finding | OutOfBudgetError> {
  try {
    return await check.run(probe)
  } catch (error) {
    if (error instanceof OutOfBudgetError) return error
    if (error instanceof ExchangeError) return fail(error.message, 'answer every request, whole and in time')
    throw error
  }
}
