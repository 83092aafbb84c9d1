import { parseEnvironment } from '@as/service'
import * as v from 'valibot'

const port = 'expected a port number from 0 (any free one) to 65535'

const settings = v.object({
  PORT: v.pipe(v.string(port), v.regex(/^\d{1,5}$/, port), v.transform(Number), v.maxValue(65_535, port)),
})

export interface VerificationFeedConfig {
  readonly port: number
}

/** @throws {ConfigurationError} If `PORT` is missing or wrong. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): VerificationFeedConfig {
  const { PORT } = parseEnvironment(settings, env)
  return { port: PORT }
}
