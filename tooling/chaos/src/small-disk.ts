import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A file system in memory, so small that it can be filled. */
export interface SmallDisk {
  readonly path: string
  /** Leaves so much free. */
  fill(freeBytes: number): void
  /** Takes away what `fill` put there. */
  free(): void
  remove(): void
}

const prefix = 'activity-stream-chaos-disk-'
const sizeBytes = 384 * 2 ** 20

/** Mounts one; `undefined` where this process may not mount. What a killed run left mounted is removed first. */
export function mountSmallDisk(): SmallDisk | undefined {
  if (process.getuid?.() !== 0) return undefined
  for (const name of readdirSync(tmpdir())) if (isLeft(name)) remove(join(tmpdir(), name))
  const path = mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`))
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${sizeBytes},mode=777`, 'tmpfs', path])
  if (mounted.status !== 0) {
    rmdirSync(path)
    return undefined
  }
  const ballast = join(path, 'ballast')
  return {
    path,
    fill(freeBytes) {
      const { bavail, bsize } = statfsSync(path)
      writeFileSync(ballast, Buffer.alloc(Math.max(0, bavail * bsize - freeBytes)), { flag: 'a' })
    },
    free: () => rmSync(ballast, { force: true }),
    remove: () => remove(path),
  }
}

function isLeft(name: string): boolean {
  const pid = name.startsWith(prefix) ? Number(name.slice(prefix.length).split('-')[0]) : 0
  if (pid === 0) return false
  try {
    return !process.kill(pid, 0)
  } catch {
    return true
  }
}

function remove(path: string): void {
  spawnSync('umount', ['--lazy', path])
  rmSync(path, { recursive: true, force: true })
}
