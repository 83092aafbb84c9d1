import { parseArgs } from 'node:util'
import { ArgumentsError } from './errors.ts'
import { defaultLimits, type TestFeedLimits } from './test-feed.ts'

/** What the command line says. Secrets are not on it: anybody on the machine can read it. */
export interface Arguments {
  readonly seed: string
  readonly json: boolean
  readonly rules: readonly string[] | undefined
  readonly hawkId: string | undefined
  readonly hawkKeyFile: string | undefined
  readonly bearerTokenFile: string | undefined
  readonly basicUser: string | undefined
  readonly basicPasswordFile: string | undefined
  readonly writeCommand: string | undefined
  readonly deleteCommand: string | undefined
  readonly limits: Partial<TestFeedLimits>
}

/** What `--help` prints. */
export const usage: string = `Usage: feed-conformance [options] http://…/feed

Tests a feed against the feed protocol, rule by rule.

  --json                      print the report as JSON
  --rules P5,P14              look at these rules only
  --hawk-id ID                read with Hawk; the key is in FEED_HAWK_KEY or --hawk-key-file
  --hawk-key-file FILE
  --bearer-token-file FILE    read with a bearer token; or FEED_BEARER_TOKEN
  --basic-user USER           read with HTTP Basic; the password is in FEED_BASIC_PASSWORD or --basic-password-file
  --basic-password-file FILE
  --write-command COMMAND     a shell command that writes something at the source and prints the ids of the
                              activities that must show it, one a line
  --delete-command COMMAND    one that deletes something and prints the ids of the objects that are gone
  --max-requests N            default ${defaultLimits.maxRequests}
  --max-pages N               of one reading; default ${defaultLimits.maxPages}
  --wait-seconds N            how long a waiting request is to wait; default ${defaultLimits.waitSeconds}
  --writes N                  how often to write at a time; default ${defaultLimits.writes}
  --request-timeout SECONDS   default ${defaultLimits.requestTimeoutMs / 1000}
  --timeout SECONDS           for the whole test; default ${defaultLimits.totalTimeoutMs / 1000}

Exit status: 0 conforms, 1 does not, 2 could not be tested or not to the end.
`

const string = { type: 'string' } as const
const options = {
  help: { type: 'boolean', short: 'h' },
  json: { type: 'boolean' },
  rules: string,
  'hawk-id': string,
  'hawk-key-file': string,
  'bearer-token-file': string,
  'basic-user': string,
  'basic-password-file': string,
  'write-command': string,
  'delete-command': string,
  'max-requests': string,
  'max-pages': string,
  'wait-seconds': string,
  writes: string,
  'request-timeout': string,
  timeout: string,
} as const

/**
 * @returns `help` when that was asked for.
 * @throws {ArgumentsError} If an option is unknown or makes no sense.
 */
export function parseArguments(argv: readonly string[]): Arguments | 'help' {
  let parsed: ReturnType<typeof parseArgs<{ options: typeof options; allowPositionals: true; args: string[] }>>
  try {
    parsed = parseArgs({ args: [...argv], options, allowPositionals: true })
  } catch (error) {
    throw new ArgumentsError(`Cannot read the command line: ${(error as Error).message.split('\n')[0]}; see --help`)
  }
  const { values, positionals } = parsed
  if (values.help) return 'help'
  const [seed, ...more] = positionals
  if (seed === undefined || more.length > 0) {
    throw new ArgumentsError(
      `Cannot read the command line: ${positionals.length} feeds are named; name one; see --help`,
    )
  }
  return {
    seed,
    json: values.json ?? false,
    rules: values.rules?.split(',').map((rule) => rule.trim()),
    hawkId: values['hawk-id'],
    hawkKeyFile: values['hawk-key-file'],
    bearerTokenFile: values['bearer-token-file'],
    basicUser: values['basic-user'],
    basicPasswordFile: values['basic-password-file'],
    writeCommand: values['write-command'],
    deleteCommand: values['delete-command'],
    limits: {
      ...count('maxRequests', 'max-requests', values['max-requests']),
      ...count('maxPages', 'max-pages', values['max-pages']),
      ...count('waitSeconds', 'wait-seconds', values['wait-seconds']),
      ...count('writes', 'writes', values.writes),
      ...count('requestTimeoutMs', 'request-timeout', values['request-timeout'], 1000),
      ...count('totalTimeoutMs', 'timeout', values.timeout, 1000),
    },
  }
}

function count(
  name: keyof TestFeedLimits,
  option: string,
  value: string | undefined,
  unit = 1,
): Partial<TestFeedLimits> {
  if (value === undefined) return {}
  if (/^[1-9]\d{0,6}$/.test(value)) return { [name]: Number(value) * unit }
  throw new ArgumentsError(`Cannot use --${option} ${JSON.stringify(value)}: give a whole number from 1 up`)
}
