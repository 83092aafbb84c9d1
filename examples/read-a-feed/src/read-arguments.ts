import { parseArgs } from 'node:util'
import { as2Format, atomFormat, type FeedAuthentication, iiifFormat, type SourceFormat } from '@as/feed-client'

const formats: Readonly<Record<string, SourceFormat>> = { as2: as2Format, atom: atomFormat, iiif: iiifFormat }

/** What to read, and how. */
export interface Wanted {
  readonly seed: string
  readonly format: SourceFormat
  /** True to go on when the end is reached. */
  readonly isFollowed: boolean
  readonly authentication: FeedAuthentication
}

/** @returns What the command line asks for; or a sentence, where that cannot be told. */
export function readArguments(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Wanted | string {
  const options = { follow: { type: 'boolean' }, format: { type: 'string', default: 'as2' } } as const
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true, strict: false })
  const [seed] = positionals
  const format = formats[String(values.format)]
  if (seed === undefined) return 'Say which feed: read-a-feed.ts https://source.example/feed [--follow] [--format atom]'
  if (!format) return `There is no format "${values.format}": it is one of ${Object.keys(formats).join(', ')}.`
  return { seed, format, isFollowed: values.follow === true, authentication: readKey(env) }
}

/** A Hawk key, where there is one; or else a bearer token; or else none. */
function readKey({
  FEED_KEY_ID: id,
  FEED_SECRET_KEY: key,
  FEED_TOKEN: token,
}: Readonly<Record<string, string | undefined>>): FeedAuthentication {
  if (id && key) return { type: 'hawk', credentials: { id, key } }
  return token ? { type: 'bearer', token } : { type: 'none' }
}
