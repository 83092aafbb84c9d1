import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { embeddedRedis } from './artifacts.ts'
import { cached } from './cached.ts'
import { LocalStackError } from './errors.ts'
import { fetchArtifact } from './fetch-artifact.ts'
import { runCommand } from './run-command.ts'
import type { StackContext } from './stack-context.ts'
import { unzip } from './unzip.ts'

export interface RedisProgram {
  readonly command: string
  /** `7.0.15` */
  readonly version: string
}

/**
 * The machine's own Redis, 6.2 or later, else one fetched for it.
 *
 * @throws {LocalStackError} `no_redis` when none runs here; what made fetching one fail.
 */
export async function findRedis(context: StackContext): Promise<RedisProgram> {
  const installed = await tryRedis(context, 'redis-server')
  if (installed) return installed
  const folder = await cached(context, `redis-${embeddedRedis.version}`, async (work) => {
    const file = await fetchArtifact(embeddedRedis, work, context)
    await unzip(file, work, { signal: context.signal, wanted: (name) => name.startsWith('redis-server-') })
    rmSync(file)
  })
  for (const name of programsFor(process.platform, process.arch, readdirSync(folder))) {
    const fetched = await tryRedis(context, join(folder, name))
    if (fetched) return fetched
  }
  throw new LocalStackError(
    'no_redis',
    `Cannot start Redis: none runs on ${process.platform} ${process.arch}; install redis-server, or set REDIS_URL to a Redis that runs already`,
  )
}

/** Those of the jar's programs that may run here, the best first. */
export function programsFor(platform: string, architecture: string, names: readonly string[]): string[] {
  // the amd64 build for Linux needs OpenSSL 3 on the machine, the 386 one nothing
  const suffixes = architecture === 'arm64' ? [`${platform}-arm64`] : [`${platform}-amd64`, `${platform}-386`]
  return suffixes.flatMap((suffix) => names.filter((name) => name.includes(suffix)))
}

async function tryRedis({ signal, reaper, user }: StackContext, command: string): Promise<RedisProgram | undefined> {
  const { status, stdout } = await runCommand(command, ['--version'], { signal, reaper, user })
  const version = status === 0 ? redisVersion(stdout) : undefined
  return version === undefined ? undefined : { command, version }
}

/** The version in `Redis server v=7.0.15 sha=…`, where it is 6.2 or later. */
export function redisVersion(printed: string): string | undefined {
  const [, version, major, minor] = /v=((\d+)\.(\d+)[\d.]*)/.exec(printed) ?? []
  return Number(major) > 6 || (Number(major) === 6 && Number(minor) >= 2) ? version : undefined
}
