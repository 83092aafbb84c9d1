import { describe, expect, it } from 'vitest'
import { preferredWait } from './prefer-wait.ts'

const headers: Readonly<Record<string, number | undefined>> = {
  'wait=10': 10,
  'Wait = 10': 10,
  'wait="10"': 10,
  'respond-async, wait=5': 5,
  'wait=5, wait=10': 5,
  'return=minimal; foo="some parameter", wait=7;x=y': 7,
  'wait=0': undefined,
  'wait=-1': undefined,
  'wait=1.5': undefined,
  'wait=1e9': undefined,
  wait: undefined,
  'waiting=5': undefined,
  '': undefined,
  [`wait=5${' '.repeat(2000)}`]: undefined,
}

describe('preferredWait()', () => {
  for (const [header, seconds] of Object.entries(headers)) {
    it(`is ${seconds} in "${header.slice(0, 60)}" [P20]`, () => {
      expect(preferredWait(header)).toBe(seconds)
    })
  }

  it('is nothing without the header', () => {
    expect(preferredWait(null)).toBeUndefined()
  })
})
