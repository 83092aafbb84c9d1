/**
 * Checks that every numbered rule of a SPEC.md or PROTOCOL.md, such as `[I2]`, is cited by the name of a test of that
 * package, and that tests cite no rule that is not there. Run it: `node tooling/checks/src/spec-cited.ts`.
 */
import { globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const root = join(import.meta.dirname, '../../..')
const specs = globSync('packages/*/{SPEC,PROTOCOL}.md', { cwd: root })

const faults = specs.flatMap((spec) => {
  const rules = new Set(cited(readFileSync(join(root, spec), 'utf8'), /\*\*\[([A-Z]\d+)\]\*\*/g))
  const letters = new Set([...rules].map((rule) => rule.charAt(0)))
  const tests = globSync(`${dirname(spec)}/{src,test}/**/*.test.ts`, { cwd: root })
  const named = new Set(tests.flatMap((test) => cited(readFileSync(join(root, test), 'utf8'), /\[([A-Z]\d+)\]/g)))
  return [
    ...[...rules].filter((rule) => !named.has(rule)).map((rule) => `${spec}: no test cites [${rule}]`),
    ...[...named]
      .filter((rule) => letters.has(rule.charAt(0)) && !rules.has(rule))
      .map((rule) => `${spec}: a test cites [${rule}], which is not there`),
    ...(rules.size === 0 ? [`${spec}: has no numbered rule such as **[I1]**`] : []),
  ]
})
for (const fault of faults) console.error(fault)
console.log(
  faults.length === 0
    ? `Tests cite every rule of ${specs.length} specifications.`
    : `${faults.length} rules are not cited.`,
)
process.exitCode = faults.length === 0 ? 0 : 1

function cited(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map((match) => match[1] ?? '')
}
