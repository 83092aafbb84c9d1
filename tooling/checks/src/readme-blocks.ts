/**
 * Compiles every `ts` block of every README, as a module of the package that the README belongs to. A block that is not
 * meant to stand alone is fenced as plain text. Run it: `node tooling/checks/src/readme-blocks.ts`.
 */
import { execFile } from 'node:child_process'
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const root = join(import.meta.dirname, '../../..')

/** The root's README speaks as a consumer does. */
const homeOf = (readme: string) => (readme === 'README.md' ? 'examples/ask' : dirname(readme))

let blocks = 0
let failed = 0
for (const readme of ['README.md', ...globSync('{packages,examples}/*/*.md', { cwd: root })].sort()) {
  const found = [...readFileSync(join(root, readme), 'utf8').matchAll(/^```ts\n([\s\S]*?)^```$/gm)]
  if (found.length === 0 || readme.endsWith('CHANGELOG.md')) continue
  blocks += found.length
  const faults = await compile(
    join(root, homeOf(readme)),
    found.map(([, block]) => block ?? ''),
  )
  if (faults === '') continue
  failed += 1
  console.error(`${readme}:\n${faults}`)
}
console.log(
  failed === 0 ? `All ${blocks} ts blocks of the READMEs compile.` : `The blocks of ${failed} READMEs do not compile.`,
)
process.exitCode = failed === 0 ? 0 : 1

async function compile(home: string, texts: readonly string[]): Promise<string> {
  const folder = join(home, '.readme-blocks')
  mkdirSync(folder, { recursive: true })
  try {
    // each block is a module, also one that imports nothing
    for (const [n, text] of texts.entries()) writeFileSync(join(folder, `block-${n + 1}.ts`), `${text}\nexport {}\n`)
    const compilerOptions = { isolatedDeclarations: false, declaration: false }
    const config = { extends: '../tsconfig.json', include: ['*.ts'], compilerOptions }
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
    await run('tsc', ['-p', folder, '--pretty', 'false'])
    return ''
  } catch (error) {
    return (error as { stdout?: string }).stdout ?? String(error)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
