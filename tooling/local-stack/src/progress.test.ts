import { expect, test } from 'vitest'
import { createProgress } from './progress.ts'

test('createProgress() prints each step once and leaves the end to the next line', () => {
  const lines: string[] = []
  const report = createProgress('Fetching X', 200_000_000, (line) => lines.push(line))
  for (const megabytes of [0, 10, 39, 40, 41, 130, 131, 199, 200]) report(megabytes * 1_000_000)
  expect(lines).toEqual(['Fetching X: 20 % of 200 MB', 'Fetching X: 60 % of 200 MB', 'Fetching X: 80 % of 200 MB'])
})
