import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { unpackedChromium } from './unpacked-chromium.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'unpacked-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

test('unpackedChromium() names every folder with libraries in it, also those inside', () => {
  for (const [place, file] of [
    ['usr/lib/x86_64-linux-gnu', 'libnss3.so'],
    ['usr/lib/x86_64-linux-gnu/pulseaudio', 'libpulsecommon-16.1.so'],
    ['lib/x86_64-linux-gnu', 'libz.so.1'],
    ['usr/lib/python3', 'main.py'],
  ] as const) {
    mkdirSync(join(folder, place), { recursive: true })
    writeFileSync(join(folder, place, file), '')
  }
  const { executablePath, env } = unpackedChromium(folder)
  expect(executablePath).toBe(join(folder, 'usr/lib/chromium/chromium'))
  const named = ['usr/lib/x86_64-linux-gnu', 'usr/lib/x86_64-linux-gnu/pulseaudio', 'lib/x86_64-linux-gnu']
  expect(env.LD_LIBRARY_PATH?.split(':')).toEqual(named.map((place) => join(folder, place)))
  const fonts = readFileSync(env.FONTCONFIG_FILE ?? '', 'utf8')
  expect(fonts).toContain(`<dir>${folder}/usr/share/fonts</dir>`)
})
