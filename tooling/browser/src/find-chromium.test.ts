import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { findChromium } from './find-chromium.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'browser-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

test('findChromium() takes what CHROMIUM_PATH names, unseen', () => {
  const found = findChromium({ CHROMIUM_PATH: '/opt/mine', PATH: folder })
  expect(found).toEqual({ executablePath: '/opt/mine', env: {} })
})

test('findChromium() takes the first on the PATH that can be run', () => {
  writeFileSync(join(folder, 'chromium'), '', { mode: 0o644 })
  writeFileSync(join(folder, 'google-chrome'), '', { mode: 0o755 })
  expect(findChromium({ PATH: `/nowhere::${folder}` })?.executablePath).toBe(join(folder, 'google-chrome'))
})

test('findChromium() finds nothing where there is nothing', () => {
  const onMac = process.platform === 'darwin'
  expect(findChromium({ PATH: folder }) === undefined || onMac).toBe(true)
})
