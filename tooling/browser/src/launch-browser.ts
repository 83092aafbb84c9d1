import { type Browser, chromium } from 'playwright-core'
import { BrowserError } from './errors.ts'
import { fetchChromium } from './fetch-chromium.ts'
import { type Environment, findChromium } from './find-chromium.ts'

export interface LaunchOptions {
  /** Told what takes long. Default: nobody. */
  readonly onProgress?: (line: string) => void
  /** Default: the process's own; `CHROMIUM_PATH` in it names a Chromium or Chrome. */
  readonly environment?: Environment
  /** Further command line arguments. */
  readonly args?: readonly string[]
}

/**
 * Starts a headless Chromium: the one that `CHROMIUM_PATH` names, else the machine's own, else on Debian one that is
 * fetched once into the project's cache folder, without changing the machine.
 *
 * @throws {BrowserError} Where there is none, in a sentence that says what to install.
 */
export async function launchBrowser(options: LaunchOptions = {}): Promise<Browser> {
  const { onProgress = () => {}, environment = process.env, args = [] } = options
  const { executablePath, env } = findChromium(environment) ?? (await fetchChromium(environment, onProgress))
  const launch = (chromiumSandbox: boolean): Promise<Browser> =>
    chromium.launch({
      executablePath,
      env: { ...environment, ...env } as Record<string, string>,
      chromiumSandbox,
      args: ['--disable-dev-shm-usage', ...args],
      timeout: 60_000,
    })
  try {
    const isRoot = process.getuid?.() === 0
    return await launch(!isRoot).catch((error: unknown) => {
      if (isRoot || !/No usable sandbox|sandboxing failed/.test(String(error))) throw error
      return launch(false)
    })
  } catch (cause) {
    const advice = 'set CHROMIUM_PATH to a Chromium or Chrome that runs here'
    throw new BrowserError('not_started', `Cannot start "${executablePath}": ${firstLine(cause)}; ${advice}`, { cause })
  }
}

function firstLine(error: unknown): string {
  return String(error instanceof Error ? error.message : error).split('\n', 1)[0] ?? ''
}
