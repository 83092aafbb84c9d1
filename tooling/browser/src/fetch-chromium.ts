import { existsSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { cachePlaces, openCacheFolder } from '@as/local-stack'
import { downloadDebs, unpackDebs } from './debs.ts'
import { BrowserError } from './errors.ts'
import type { Chromium, Environment } from './find-chromium.ts'
import { unpackedChromium } from './unpacked-chromium.ts'

const advice = 'install Chromium (on Debian: apt-get install chromium) or set CHROMIUM_PATH to a Chromium or Chrome'

/**
 * Fetches Debian's Chromium, and those of its libraries that this machine lacks, into the project's cache folder: once,
 * 125 MB to download and 450 MB on disk. Needs no rights, as nothing is installed.
 *
 * @throws {BrowserError} `no_chromium` where that cannot be done.
 */
export async function fetchChromium(environment: Environment, onProgress: (line: string) => void): Promise<Chromium> {
  const cache = openCacheFolder(cachePlaces(environment))
  const target = join(cache, 'chromium')
  if (existsSync(target)) return unpackedChromium(target)
  if (!existsSync('/usr/bin/apt-get')) throw new BrowserError('no_chromium', `There is no Chromium here: ${advice}`)
  onProgress('Fetching Chromium (the first time takes about half a minute)...')
  removeWorkOfTheDead(cache)
  const work = mkdtempSync(join(cache, `chromium-${process.pid}-`))
  try {
    const unpacked = join(work, 'unpacked')
    await unpackDebs(await downloadDebs(['chromium', 'fonts-liberation'], work), unpacked)
    if (!existsSync(unpackedChromium(unpacked).executablePath))
      throw new Error('the package "chromium" holds no Chromium')
    // of starts at the same time the first one wins, and the others take what is there
    if (!existsSync(target)) renameSync(unpacked, target)
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause)
    if (!existsSync(target)) {
      throw new BrowserError('no_chromium', `Cannot fetch Chromium: ${said.replace(/\s+/g, ' ').trim()}; ${advice}`, {
        cause,
      })
    }
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
  return unpackedChromium(target)
}

/** A process that was killed leaves its work folder. */
function removeWorkOfTheDead(cache: string): void {
  for (const name of readdirSync(cache)) {
    const owner = Number(/^chromium-(\d+)-/.exec(name)?.[1])
    if (owner > 0 && !existsSync(`/proc/${owner}`)) rmSync(join(cache, name), { recursive: true, force: true })
  }
}
