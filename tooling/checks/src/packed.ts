/**
 * Checks every publishable package as a stranger would get it: packs it, and has publint and "are the types wrong" look
 * at the tarball. Needs `dist`. Run it: `node tooling/checks/src/packed.ts`.
 */
import { execFile } from 'node:child_process'
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'

const run = promisify(execFile)
const root = join(import.meta.dirname, '../../..')
const work = mkdtempSync(join(tmpdir(), 'packed-'))

type Manifest = { name: string; private?: boolean }
const manifestOf = (file: string) => JSON.parse(readFileSync(join(root, file), 'utf8')) as Manifest

let failed = 0
try {
  for (const file of globSync('packages/*/package.json', { cwd: root }).sort()) {
    const manifest = manifestOf(file)
    if (manifest.private) continue
    const faults = await check(join(root, dirname(file)), manifest)
    console.log(`${manifest.name}: ${faults.length === 0 ? 'good as packed' : faults.join('\n  ')}`)
    if (faults.length > 0) failed += 1
  }
} finally {
  rmSync(work, { recursive: true, force: true })
}
process.exitCode = failed === 0 ? 0 : 1

async function check(folder: string, { name }: Manifest): Promise<string[]> {
  const tarball = join(work, `${name.replace('@as/', '')}.tgz`)
  await run('pnpm', ['pack', '--out', tarball], { cwd: folder })
  const bytes = readFileSync(tarball)
  const { messages, pkg } = await publint({
    pack: { tarball: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) },
    strict: true,
  })
  const types = await run(
    join(import.meta.dirname, '../node_modules/.bin/attw'),
    [tarball, '--profile', 'esm-only', '--format', 'ascii', '--no-color'],
    {
      cwd: import.meta.dirname,
    },
  ).then(
    () => [],
    (error: Error & { stdout?: string }) => [error.stdout ?? error.message],
  )
  return [...messages.map((message) => formatMessage(message, pkg) ?? message.code), ...types]
}
