import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { chooseCoding, compress } from './content-coding.ts'

const headers: Readonly<Record<string, 'br' | 'gzip' | 'none'>> = {
  gzip: 'gzip',
  'gzip, deflate': 'gzip',
  'gzip, deflate, br': 'br',
  'br;q=1.0, gzip;q=0.8, *;q=0.1': 'br',
  'br;q=0.5, gzip;q=0.8': 'gzip',
  'x-gzip': 'gzip',
  '*': 'gzip',
  'GZIP ; q=0.001': 'gzip',
  'br;q=0, *': 'gzip',
  'gzip;q=0': 'none',
  'gzip;q=0, *': 'none',
  '*;q=0': 'none',
  identity: 'none',
  'gzipped, not-gzip': 'none',
  'gzip;q=much': 'none',
  '': 'none',
}

describe('chooseCoding()', () => {
  for (const [header, coding] of Object.entries(headers)) {
    it(`chooses ${coding} for "${header}" [P15]`, () => {
      expect(chooseCoding(header) ?? 'none').toBe(coding)
    })
  }

  it('chooses none without the header', () => {
    expect(chooseCoding(null)).toBeUndefined()
  })
})

describe('compress()', () => {
  it('gives what can be decompressed again', async () => {
    const body = new TextEncoder().encode('again and '.repeat(500))
    expect(gunzipSync(await compress(body, 'gzip'))).toEqual(Buffer.from(body))
    expect(brotliDecompressSync(await compress(body, 'br'))).toEqual(Buffer.from(body))
    expect((await compress(body, 'br')).byteLength).toBeLessThan(100)
  })
})
