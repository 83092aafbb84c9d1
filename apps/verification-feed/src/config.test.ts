import { describe, expect, it } from 'vitest'
import { readConfig } from './config.ts'

describe('readConfig()', () => {
  it('reads PORT', () => {
    expect(readConfig({ PORT: '8082', PATH: '/bin' })).toEqual({ port: 8082 })
  })

  it('says what is wrong with PORT', () => {
    expect(() => readConfig({})).toThrow('PORT is missing')
    for (const PORT of ['', 'http', '-1', '80.5', '65536', '0x50']) {
      expect(() => readConfig({ PORT })).toThrow('PORT: expected a port number')
    }
  })
})
