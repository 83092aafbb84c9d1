import { expect, test } from 'vitest'
import { javaVersion } from './find-java.ts'

test.each([
  ['openjdk version "25.0.2" 2026-01-20', 25],
  ['openjdk version "21" 2023-09-19', 21],
  ['java version "1.8.0_402"', 8],
  ['openjdk version "24-ea" 2025-03-18', 24],
  ['Error: could not open libjvm.so', undefined],
])('javaVersion() reads the major version of %s', (printed, version) => {
  expect(javaVersion(printed)).toBe(version)
})
