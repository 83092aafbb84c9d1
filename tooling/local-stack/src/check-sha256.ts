import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { LocalStackError } from './errors.ts'

/** @throws {LocalStackError} `checksum` when the file's content is not the expected one. */
export async function checkSha256(
  file: string,
  { label, sha256, instead }: { label: string; sha256: string; instead: string },
): Promise<void> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(file), hash)
  const actual = hash.digest('hex')
  if (actual === sha256) return
  const advice = `try again, on another network if a proxy changes downloads, or set ${instead} to a server that runs already`
  throw new LocalStackError(
    'checksum',
    `Cannot use the fetched ${label}: its sha256 is "${actual}", not "${sha256}"; ${advice}`,
  )
}
