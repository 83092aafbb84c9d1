import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { checkSha256 } from './check-sha256.ts'

let folder: string
const abc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad' // FIPS 180-2, B.1

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sha256-'))
})

afterEach(() => rmSync(folder, { recursive: true }))

test('checkSha256() accepts the pinned content only', async () => {
  const file = join(folder, 'file')
  const pinned = { label: 'X 1', sha256: abc, instead: 'X_URL' }
  writeFileSync(file, 'abc')
  await expect(checkSha256(file, pinned)).resolves.toBeUndefined()
  writeFileSync(file, 'abd')
  await expect(checkSha256(file, pinned)).rejects.toMatchObject({
    code: 'checksum',
    message: expect.stringMatching(/^Cannot use the fetched X 1: its sha256 is "[0-9a-f]{64}", not "ba7816.*set X_URL/),
  })
})
