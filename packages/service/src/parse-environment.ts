import * as v from 'valibot'
import { ConfigurationError } from './configuration-error.ts'
import { type NestedEnvironment, nestEnvironment } from './nest-environment.ts'
import { sentryFaults } from './sentry/sentry-dsn.ts'

type Issue = v.BaseIssue<unknown>

/**
 * Reads an app's settings from environment variables, nested by `__` (see {@link nestEnvironment}). What every app reads
 * besides its own, `SENTRY_DSN`, is looked at as well.
 *
 * @param schema An object schema over the nested variables; its messages must not repeat values.
 * @param hints What to say of a variable that is missing: `{ FEEDS: 'set FEEDS__1__SEED, …' }`.
 * @throws {ConfigurationError} Naming every wrong or missing variable, such as
 *   `FEEDS__2__SEED is missing` or `PORT: expected a port number`.
 */
export function parseEnvironment<const Schema extends v.GenericSchema>(
  schema: Schema,
  env: Readonly<Record<string, string | undefined>>,
  hints: Readonly<Record<string, string>> = {},
): v.InferOutput<Schema> {
  const nested = nestEnvironment(env)
  const result = v.safeParse(schema, nested.tree)
  const issues = result.issues?.flatMap(narrowed) ?? []
  const faults = [...new Set(issues.map((issue) => fault(issue, nested, hints))), ...sentryFaults(env)]
  if (!result.success || faults.length > 0) throw new ConfigurationError(faults)
  return result.output
}

/** A union's own message says little: the issues of its alternatives say which variable is wrong. */
function narrowed(issue: Issue): Issue[] {
  return issue.type === 'variant' && issue.issues ? issue.issues.flatMap(narrowed) : [issue]
}

function fault(issue: Issue, nested: NestedEnvironment, hints: Readonly<Record<string, string>>): string {
  const path = (issue.path ?? []).map(({ input, key }) => nested.numbersOf(input)?.[Number(key)] ?? String(key))
  const name = path.join('__')
  if (issue.input === undefined) return name in hints ? `${name} is missing; ${hints[name]}` : `${name} is missing`
  // valibot's default messages end with what was received, which may be a secret
  return `${name}: ${issue.message.replace(/(:| but) received .*$/is, '')}`
}
