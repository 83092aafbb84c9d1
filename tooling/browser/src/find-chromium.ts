import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

export type Environment = Readonly<Record<string, string | undefined>>

/** A Chromium that can be started. */
export interface Chromium {
  readonly executablePath: string
  /** What it needs besides the environment. */
  readonly env: Readonly<Record<string, string>>
}

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome']
const elsewhere = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

/** The Chromium or Chrome that `CHROMIUM_PATH` names or that the machine has. */
export function findChromium({ CHROMIUM_PATH, PATH = '' }: Environment): Chromium | undefined {
  if (CHROMIUM_PATH) return { executablePath: CHROMIUM_PATH, env: {} }
  const folders = PATH.split(delimiter).filter((folder) => folder !== '')
  const candidates = [...names.flatMap((name) => folders.map((folder) => join(folder, name))), ...elsewhere]
  const executablePath = candidates.find(isExecutable)
  return executablePath === undefined ? undefined : { executablePath, env: {} }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
