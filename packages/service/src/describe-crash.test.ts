import { expect, test } from 'vitest'
import { describeCrash } from './describe-crash.ts'

function thrownBy(fail: () => unknown): unknown {
  try {
    return fail()
  } catch (error) {
    return error
  }
}

test('describeCrash() says what was thrown and where, and repeats none of the data in its message', () => {
  const error = thrownBy(() => JSON.parse('{"name": somebody@example.com}'))
  expect((error as Error).message).toContain('somebody')
  expect(describeCrash(error)).toMatch(/^SyntaxError at .*describe-crash\.test\.ts/)
  expect(describeCrash(error)).not.toContain('somebody')
  expect(describeCrash(new Error('no\n    at somebody (x)'))).not.toContain('somebody')
})

test('describeCrash() gives an error its code, and takes anything that can be thrown', () => {
  expect(describeCrash(Object.assign(new Error('x'), { code: 'ENOENT' }))).toMatch(/^Error ENOENT at /)
  expect(describeCrash('somebody')).toBe('a thrown string')
  expect(describeCrash(Object.assign(new Error('x'), { stack: undefined }))).toBe('Error')
})
