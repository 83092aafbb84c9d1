import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { cached } from './cached.ts'

let cache: string
let place: Parameters<typeof cached>[0]

beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'cached-'))
  const path = join(cache, 'run')
  mkdirSync(path)
  place = { cache, run: { path } }
})

afterEach(() => rmSync(cache, { recursive: true }))

function fillWith(text: string): (folder: string) => Promise<void> {
  return async (folder) => writeFileSync(join(folder, 'file'), text)
}

test('cached() fills a folder once', async () => {
  await cached(place, 'a', fillWith('first'))
  const folder = await cached(place, 'a', fillWith('second'))
  expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('first')
})

test('cached() takes what another start put there meanwhile', async () => {
  const folder = await cached(place, 'a', async (work) => {
    await cached(place, 'a', fillWith('faster'))
    await fillWith('slower')(work)
  })
  expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('faster')
})

test('cached() leaves nothing in the cache when filling fails', async () => {
  const fill = (): Promise<void> => Promise.reject(new Error('broken'))
  await expect(cached(place, 'a', fill)).rejects.toThrow('broken')
  expect(existsSync(join(cache, 'a'))).toBe(false)
})
