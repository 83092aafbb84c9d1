import { chmodSync, chownSync } from 'node:fs'

/** The user that services run as. */
export interface ServiceUser {
  readonly uid: number
  readonly gid: number
}

/** OpenSearch refuses to run as root: where we are root, services run as "nobody". Else as we do: `undefined`. */
export function serviceUser(uid: number | undefined = process.getuid?.()): ServiceUser | undefined {
  return uid === 0 ? { uid: 65_534, gid: 65_534 } : undefined
}

/** Gives a folder that services write into to their user. */
export function giveTo(user: ServiceUser | undefined, path: string): void {
  if (!user) return
  chownSync(path, user.uid, user.gid)
  chmodSync(path, 0o700)
}
