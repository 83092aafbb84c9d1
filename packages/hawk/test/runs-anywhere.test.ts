import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

/** The source of a module and of all that it imports, by path. */
function sourcesOf(module: URL, found: Map<string, string> = new Map()): Map<string, string> {
  if (found.has(module.href)) return found
  const source = readFileSync(module, 'utf8')
  found.set(module.href, source)
  for (const [, specifier = ''] of source.matchAll(/from '([^']+)'/g)) sourcesOf(new URL(specifier, module), found)
  return found
}

test('the signing half imports its own files only, and names nothing that only Node has', () => {
  const sources = sourcesOf(new URL('../src/index.ts', import.meta.url))
  expect(sources.size).toBeGreaterThan(5)
  for (const [path, source] of sources) {
    expect(path).toMatch(/^file:.*\.ts$/)
    expect(source).not.toMatch(/\bBuffer\b|\bprocess\.|\brequire\(/)
  }
})
