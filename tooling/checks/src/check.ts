/** Runs every check of the repository but the tests, all of them whatever fails: `npm run check`. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../../..')

const checks: readonly [what: string, command: string, ...args: string[]][] = [
  ['format and imports', 'biome', 'ci', '.'],
  ['lint, type-aware', 'oxlint', '--type-aware'],
  ['arrows between packages', 'node', 'tooling/checks/src/arrows.ts'],
  ['ts blocks of the READMEs', 'node', 'tooling/checks/src/readme-blocks.ts'],
  ['rules cited by tests', 'node', 'tooling/checks/src/spec-cited.ts'],
  ['types and builds', 'turbo', 'run', 'typecheck', 'build', '--output-logs=errors-only'],
  ['packages as packed', 'node', 'tooling/checks/src/packed.ts'],
  ['unused files, exports and dependencies', 'knip'],
]

let failed = 0
for (const [what, command, ...args] of checks) {
  const from = performance.now()
  const { status, output } = await run(command, args)
  const seconds = ((performance.now() - from) / 1000).toFixed(1)
  console.log(`${status === 0 ? 'ok    ' : 'FAILED'} ${what} (${seconds} s)`)
  if (status === 0) continue
  failed += 1
  console.log(output)
}
console.log(failed === 0 ? 'All checks hold.' : `${failed} of ${checks.length} checks failed.`)
process.exitCode = failed === 0 ? 0 : 1

async function run(command: string, args: readonly string[]): Promise<{ status: number; output: string }> {
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  }
  return await new Promise((resolve) => {
    child.once('error', (error) => resolve({ status: 1, output: `${command}: ${error.message}` }))
    child.once('close', (status) => resolve({ status: status ?? 1, output }))
  })
}
