import { expect, test } from 'vitest'
import { processStart } from './process-start.ts'

test('processStart() tells a running process always the same, and nothing of one that is not there', () => {
  expect(processStart(process.pid)).toBeTypeOf('string')
  expect(processStart(process.pid)).toBe(processStart(process.pid))
  expect(processStart(2 ** 30)).toBeUndefined()
})
