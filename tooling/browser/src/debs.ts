import { execFile } from 'node:child_process'
import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** For each of apt's two calls, the index files and the packages. */
const TIMEOUT_MS = 300_000

/**
 * Downloads Debian packages, and whatever this machine lacks of what they need, with apt's own checks of signatures. Its
 * lists and files are kept below `folder`, so that neither root's rights nor root's locks are needed.
 *
 * @returns The files.
 */
export async function downloadDebs(packages: readonly string[], folder: string): Promise<string[]> {
  const [lists, archives] = [join(folder, 'lists'), join(folder, 'archives')]
  for (const place of [lists, archives]) mkdirSync(join(place, 'partial'), { recursive: true })
  const settings = [
    `Dir::State::lists=${lists}`,
    `Dir::Cache=${folder}`,
    `Dir::Cache::archives=${archives}`,
    'Debug::NoLocking=1',
    // root would download as another user, who may not write here
    'APT::Sandbox::User=root',
    'Acquire::Retries=2',
    'Acquire::http::Timeout=30',
    'Acquire::https::Timeout=30',
  ].flatMap((setting) => ['-o', setting])
  const options = { timeout: TIMEOUT_MS, maxBuffer: 2 ** 24, env: { ...process.env, LC_ALL: 'C' } }
  const apt = (...args: string[]) => run('apt-get', ['-qq', ...settings, ...args], options).catch(explain)
  await apt('update')
  await apt('install', '-y', '--no-install-recommends', '--download-only', ...packages)
  return readdirSync(archives)
    .filter((name) => name.endsWith('.deb'))
    .map((name) => join(archives, name))
}

/** Unpacks packages into one folder, as they would lie below `/`. None of their scripts runs. */
export async function unpackDebs(files: readonly string[], folder: string): Promise<void> {
  mkdirSync(folder)
  for (const file of files) await run('dpkg-deb', ['-x', file, folder])
}

/** apt's own first words say more than which command failed. */
function explain(error: Error & { stderr?: string }): never {
  throw new Error(/^E: .*$/m.exec(error.stderr ?? '')?.[0] ?? error.message, { cause: error })
}
