import { expect, test } from 'vitest'
import { preferredWait } from './prefer-wait.ts'

test.each<[string | undefined, number | undefined]>([
  ['wait=30', 30],
  ['respond-async, Wait = "5"; x=1, wait=9', 5],
  ['wait=0', 0],
  [undefined, undefined],
  ['', undefined],
  ['wait', undefined],
  ['wait=soon', undefined],
  ['wait=-1', undefined],
  ['await=3', undefined],
])('preferredWait() of %s is %s', (prefer, seconds) => {
  expect(preferredWait(prefer)).toBe(seconds)
})
