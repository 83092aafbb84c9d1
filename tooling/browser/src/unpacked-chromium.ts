import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Chromium } from './find-chromium.ts'

/** How to start a Chromium from packages that lie unpacked in a folder: with their libraries and fonts, and the machine's. */
export function unpackedChromium(folder: string): Chromium {
  const libraries = ['usr/lib', 'lib'].flatMap((place) => foldersOfLibraries(join(folder, place), 2))
  const fonts = join(folder, 'fonts.conf')
  if (existsSync(folder) && !existsSync(fonts)) writeFileSync(fonts, fontsConf(folder))
  return {
    executablePath: join(folder, 'usr/lib/chromium/chromium'),
    env: { LD_LIBRARY_PATH: libraries.join(':'), FONTCONFIG_FILE: fonts },
  }
}

function foldersOfLibraries(folder: string, depth: number): string[] {
  if (!existsSync(folder)) return []
  const entries = readdirSync(folder, { withFileTypes: true })
  const below = depth === 0 ? [] : entries.filter((entry) => entry.isDirectory())
  return [
    ...(entries.some(({ name }) => /\.so(\.|$)/.test(name)) ? [folder] : []),
    ...below.flatMap(({ name }) => foldersOfLibraries(join(folder, name), depth - 1)),
  ]
}

const fontsConf = (folder: string): string => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>/usr/share/fonts</dir>
  <dir>${folder}/usr/share/fonts</dir>
  <cachedir>${folder}/fontconfig</cachedir>
</fontconfig>
`
