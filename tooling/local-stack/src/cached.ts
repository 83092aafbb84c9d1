import { chmodSync, existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/**
 * A folder of the cache, filled once: in the run's own folder, then renamed, so that it is whole or absent. Starts at
 * the same time may fill it twice; the first to rename wins and the others take what is there.
 */
export async function cached(
  { cache, run }: { cache: string; run: { path: string } },
  name: string,
  fill: (folder: string) => Promise<void>,
): Promise<string> {
  const target = join(cache, name)
  if (existsSync(target)) return target
  const work = mkdtempSync(join(run.path, `${name}-`))
  chmodSync(work, 0o755)
  await fill(work)
  try {
    renameSync(work, target)
  } catch (error) {
    if (!existsSync(target)) throw error
    rmSync(work, { recursive: true, force: true })
  }
  return target
}
