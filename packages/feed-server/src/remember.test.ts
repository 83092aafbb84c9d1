import { describe, expect, it } from 'vitest'
import { remember } from './remember.ts'

describe('remember()', () => {
  it('asks once for each text, also where the answer is undefined', () => {
    const asked: string[] = []
    const answer = remember(
      (text) => {
        asked.push(text)
        return text === 'none' ? undefined : { text }
      },
      { max: 8, maxLength: 8 },
    )
    expect(answer('a')).toBe(answer('a'))
    expect([answer('none'), answer('none'), answer('')]).toEqual([undefined, undefined, { text: '' }])
    expect(asked).toEqual(['a', 'none', ''])
  })

  it('remembers no more than max texts, and none longer than maxLength', () => {
    const asked: string[] = []
    const answer = remember((text) => asked.push(text), { max: 2, maxLength: 3 })
    for (const text of ['a', 'b', 'c', 'b', 'c', 'a']) answer(text)
    expect(asked).toEqual(['a', 'b', 'c', 'a'])
    for (const text of ['long', 'long', 'c']) answer(text)
    expect(asked).toEqual(['a', 'b', 'c', 'a', 'long', 'long'])
  })
})
