import { readFile } from 'node:fs/promises'
import type { FeedAuthentication } from '@as/feed-client'
import { commandHook } from './command-hook.ts'
import { ArgumentsError, FeedConformanceError } from './errors.ts'
import { formatCheck, formatSummary } from './format-report.ts'
import { type Arguments, parseArguments, usage } from './parse-arguments.ts'
import { testFeed } from './test-feed.ts'

/** What the command needs of its surroundings. */
export interface CliSurroundings {
  readonly argv: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  readonly print: (line: string) => void
  readonly printError: (line: string) => void
  readonly signal: AbortSignal
}

/** @returns The exit status: 0 conforms, 1 does not, 2 could not be tested, or not to the end. */
export async function runCli({ argv, env, print, printError, signal }: CliSurroundings): Promise<0 | 1 | 2> {
  try {
    const asked = parseArguments(argv)
    if (asked === 'help') {
      print(usage)
      return 0
    }
    const { seed, json, rules, writeCommand, deleteCommand, limits } = asked
    const report = await testFeed({
      seed,
      authentication: await readAuthentication(asked, env),
      write: writeCommand === undefined ? undefined : commandHook(writeCommand),
      remove: deleteCommand === undefined ? undefined : commandHook(deleteCommand),
      rules,
      limits,
      signal,
      onCheck: (check) => {
        if (!json) print(formatCheck(check))
      },
    })
    print(json ? JSON.stringify(report, null, 2) : `\n${formatSummary(report)}`)
    if (!report.conforms) return 1
    return report.complete ? 0 : 2
  } catch (error) {
    printError(error instanceof FeedConformanceError ? error.message : `Cannot go on: ${String(error)}`)
    return 2
  }
}

/** Secrets come from the environment or a file: the command line is for everybody on the machine to read. */
async function readAuthentication(asked: Arguments, env: CliSurroundings['env']): Promise<FeedAuthentication> {
  const { hawkId, basicUser } = asked
  const token = await secret(asked.bearerTokenFile, env.FEED_BEARER_TOKEN)
  if (hawkId !== undefined) {
    const key = await secret(asked.hawkKeyFile, env.FEED_HAWK_KEY)
    if (!key) throw new ArgumentsError('Cannot read with Hawk: no key; give FEED_HAWK_KEY or --hawk-key-file')
    return { type: 'hawk', credentials: { id: hawkId, key } }
  }
  if (basicUser !== undefined) {
    const password = await secret(asked.basicPasswordFile, env.FEED_BASIC_PASSWORD)
    if (!password) throw new ArgumentsError('Cannot read with Basic: no password; give FEED_BASIC_PASSWORD')
    return { type: 'basic', user: basicUser, password }
  }
  return token ? { type: 'bearer', token } : { type: 'none' }
}

async function secret(file: string | undefined, variable: string | undefined): Promise<string | undefined> {
  if (file === undefined) return variable
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new ArgumentsError(`Cannot read ${JSON.stringify(file)}: ${String((error as { code?: unknown }).code)}`)
  })
  return text.trim()
}
