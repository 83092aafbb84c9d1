import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type CachePlaces, cacheCandidates, openCacheFolder } from './cache-folder.ts'
import { LocalStackError } from './errors.ts'

let root: string
let places: CachePlaces

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'cache-folder-'))
  for (const name of ['home', 'clone', 'temporary']) mkdirSync(join(root, name))
  places = {
    environment: { HOME: join(root, 'home') },
    clone: join(root, 'clone'),
    temporary: join(root, 'temporary'),
    user: undefined,
    uid: process.getuid?.(),
  }
})

afterEach(() => rmSync(root, { recursive: true }))

test('cacheCandidates() puts XDG_CACHE_HOME before HOME, then the clone, then the temporary folder', () => {
  const environment = { XDG_CACHE_HOME: '/x', HOME: '/home/a' }
  const user = { uid: 65_534, gid: 65_534 }
  const base = { environment, clone: '/clone', temporary: '/tmp', user: undefined, uid: 7 }
  expect(cacheCandidates(base)).toEqual(['/x/activity-stream', '/clone/.cache', '/tmp/activity-stream-7'])
  expect(cacheCandidates({ ...base, environment: { HOME: '/home/a' } })[0]).toBe('/home/a/.cache/activity-stream')
  expect(cacheCandidates({ ...base, environment: {} })).toEqual(['/clone/.cache', '/tmp/activity-stream-7'])
  expect(cacheCandidates({ ...base, user })[1]).toBe('/var/cache/activity-stream')
})

test('openCacheFolder() makes the folder of the user, with its parents', () => {
  const folder = openCacheFolder(places)
  expect(folder).toBe(join(root, 'home/.cache/activity-stream'))
  expect(statSync(folder).isDirectory()).toBe(true)
})

test('openCacheFolder() takes the clone where the home folder is a file', () => {
  writeFileSync(join(root, 'file'), '')
  expect(openCacheFolder({ ...places, environment: { HOME: join(root, 'file') } })).toBe(join(root, 'clone/.cache'))
})

test('openCacheFolder() passes over a folder that others can write to, and a link', () => {
  const open = join(root, 'home/.cache/activity-stream')
  mkdirSync(open, { recursive: true })
  chmodSync(open, 0o777)
  symlinkSync(open, join(root, 'clone/.cache'))
  expect(openCacheFolder(places)).toBe(join(root, `temporary/activity-stream-${process.getuid?.()}`))
})

test('openCacheFolder() passes over a folder of somebody else', () => {
  expect(() => openCacheFolder({ ...places, uid: 12_345 })).toThrow(
    /^Cannot keep downloads: none of ".*set XDG_CACHE_HOME/,
  )
})

test('openCacheFolder() passes over a folder that the services cannot reach', () => {
  chmodSync(join(root, 'home'), 0o700)
  chmodSync(root, 0o755)
  const user = { uid: 65_534, gid: 65_534 }
  const folder = openCacheFolder({ ...places, user })
  expect(folder).not.toContain(join(root, 'home'))
})

test('openCacheFolder() ends with one sentence below a place where nothing can be made', () => {
  const nowhere = { ...places, environment: { HOME: '/proc/1' }, clone: '/proc/none', temporary: '/proc' }
  expect(() => openCacheFolder(nowhere)).toThrow(LocalStackError)
})
