import { describe, expect, it } from 'vitest'
import { acceptsGzip } from './accepts-gzip.ts'

const headers: Readonly<Record<string, boolean>> = {
  gzip: true,
  'gzip, deflate, br': true,
  'br;q=1.0, gzip;q=0.8, *;q=0.1': true,
  'x-gzip': true,
  '*': true,
  'GZIP ; q=0.001': true,
  'gzip;q=0': false,
  'gzip;q=0, *': false,
  '*;q=0': false,
  identity: false,
  'gzipped, not-gzip': false,
  'gzip;q=much': false,
  '': false,
}

describe('acceptsGzip()', () => {
  for (const [header, accepts] of Object.entries(headers)) {
    it(`${accepts ? 'does' : 'does not'} for "${header}"`, () => {
      expect(acceptsGzip(header)).toBe(accepts)
    })
  }

  it('does not without the header', () => {
    expect(acceptsGzip(null)).toBe(false)
  })
})
