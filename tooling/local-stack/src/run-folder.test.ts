import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createRunFolder, sweepRunFolders } from './run-folder.ts'

let runs: string

beforeEach(() => {
  runs = mkdtempSync(join(tmpdir(), 'runs-'))
})

afterEach(() => rmSync(runs, { recursive: true }))

/** Rewrites a run's record as if something had happened since. */
function rewrite(path: string, change: (record: { machine: string; keepers: [number, string][] }) => void): void {
  const record = JSON.parse(readFileSync(`${path}.json`, 'utf8'))
  change(record)
  writeFileSync(`${path}.json`, JSON.stringify(record))
}

test('createRunFolder() makes a folder that remove() takes away with its record', () => {
  const run = createRunFolder(runs, [process.pid])
  run.record(process.pid)
  expect(readdirSync(runs)).toHaveLength(2)
  run.remove()
  expect(readdirSync(runs)).toEqual([])
})

test('sweepRunFolders() leaves a folder whose keeper lives', () => {
  const run = createRunFolder(runs, [process.pid, undefined])
  sweepRunFolders(runs)
  expect(existsSync(run.path)).toBe(true)
})

test('sweepRunFolders() removes a folder whose keeper is gone, also where its process id is in use again', () => {
  const run = createRunFolder(runs, [process.pid])
  rewrite(run.path, (record) => {
    record.keepers = [[process.pid, 'another boot']]
  })
  sweepRunFolders(runs)
  expect(readdirSync(runs)).toEqual([])
})

test('sweepRunFolders() leaves folders of another machine, and what it did not make', () => {
  const run = createRunFolder(runs, [])
  rewrite(run.path, (record) => {
    record.machine = 'elsewhere'
  })
  mkdirSync(join(runs, 'strange'))
  writeFileSync(join(runs, 'strange.json'), 'not ours')
  sweepRunFolders(runs)
  expect(existsSync(run.path)).toBe(true)
  expect(existsSync(join(runs, 'strange'))).toBe(true)
})

test('sweepRunFolders() does nothing where nothing ever ran', () => {
  expect(() => sweepRunFolders(join(runs, 'none'))).not.toThrow()
})
