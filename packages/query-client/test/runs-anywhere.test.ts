import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

/** The source of a module and of all of its own files that it imports, by path; and the packages that it imports. */
function graphOf(module: URL, sources: Map<string, string>, packages: Set<string>): void {
  if (sources.has(module.href)) return
  const source = readFileSync(module, 'utf8')
  sources.set(module.href, source)
  for (const [, specifier = ''] of source.matchAll(/from '([^']+)'/g)) {
    if (specifier.startsWith('.')) graphOf(new URL(specifier, module), sources, packages)
    else packages.add(specifier)
  }
}

test('the client imports what runs in any runtime, and names nothing that only Node has', () => {
  const sources = new Map<string, string>()
  const packages = new Set<string>()
  graphOf(new URL('../src/index.ts', import.meta.url), sources, packages)
  expect([...packages].toSorted()).toEqual(['@as/as2-schema', '@as/hawk'])
  expect(sources.size).toBeGreaterThan(8)
  for (const source of sources.values()) expect(source).not.toMatch(/\bBuffer\b|\bprocess\.|\brequire\(/)
})
