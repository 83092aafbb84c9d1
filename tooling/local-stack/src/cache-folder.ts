import { accessSync, chmodSync, constants, existsSync, lstatSync, mkdirSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { LocalStackError } from './errors.ts'
import { type ServiceUser, serviceUser } from './service-user.ts'

export type Environment = Readonly<Record<string, string | undefined>>

export interface CachePlaces {
  readonly environment: Environment
  /** The clone's root folder. */
  readonly clone: string
  /** For what else fails, e.g. `/tmp`. */
  readonly temporary: string
  /** Who runs the services, where that is not us. */
  readonly user: ServiceUser | undefined
  readonly uid: number | undefined
}

/** The places of this process. */
export function cachePlaces(environment: Environment): CachePlaces {
  const clone = resolve(import.meta.dirname, '../../..')
  return { environment, clone, temporary: tmpdir(), user: serviceUser(), uid: process.getuid?.() }
}

/**
 * Where downloads may be kept, the best first: one folder a user, so that a second clone starts as fast as the first;
 * else the clone itself, else the temporary folder.
 */
export function cacheCandidates({ environment, clone, temporary, user, uid }: CachePlaces): string[] {
  const { XDG_CACHE_HOME, HOME } = environment
  const perUser = XDG_CACHE_HOME || (HOME ? join(HOME, '.cache') : undefined)
  return [
    perUser ? resolve(perUser, 'activity-stream') : undefined,
    user ? '/var/cache/activity-stream' : undefined, // root's home is usually closed to the services' user
    join(clone, '.cache'),
    join(temporary, `activity-stream-${uid ?? 'cache'}`),
  ].filter((place) => place !== undefined)
}

/**
 * Makes and returns the first candidate that we can write to, that only we can write to, and that the services' user
 * can reach.
 *
 * @throws {LocalStackError} `not_writable` when none is.
 */
export function openCacheFolder(places: CachePlaces): string {
  const candidates = cacheCandidates(places)
  const found = candidates.find((folder) => usable(folder, places))
  if (found !== undefined) return found
  const list = candidates.map((folder) => `"${folder}"`).join(', ')
  const advice = 'set XDG_CACHE_HOME to a folder of your own on a disk with 1 GB free'
  throw new LocalStackError('not_writable', `Cannot keep downloads: none of ${list} can be used; ${advice}`)
}

function usable(folder: string, { user, uid }: CachePlaces): boolean {
  try {
    if (user && !reachableByOthers(folder)) return false
    makeFolder(folder)
    const stats = lstatSync(folder)
    if (!stats.isDirectory()) return false
    const ours = uid === undefined || stats.uid === uid
    if (!ours || (stats.mode & 0o022) !== 0) return false // what others can write, we do not run
    if (user) chmodSync(folder, 0o755)
    accessSync(folder, constants.W_OK | constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** Not `recursive: true`: that spins for ever below a place such as /proc, where nothing can be made. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return
  makeFolder(dirname(folder))
  try {
    mkdirSync(folder)
  } catch (error) {
    if (!existsSync(folder)) throw error // else another start was faster
  }
}

/** Of a folder that is not there yet, as far as there is something. */
function reachableByOthers(folder: string): boolean {
  for (let at = dirname(folder); ; at = dirname(at)) {
    const stats = statSync(at, { throwIfNoEntry: false })
    if (stats && (stats.mode & 0o001) === 0) return false
    if (dirname(at) === at) return true
  }
}
