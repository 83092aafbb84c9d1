import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { processStart } from './process-start.ts'

/** One start's own folder: data, logs and half-done downloads, removed with it. */
export interface RunFolder {
  readonly path: string
  /** Everything to remove: the folder and its record. */
  readonly paths: readonly string[]
  /** Notes a service that works in the folder, so that a later start can tell whether it is still needed. */
  record(pid: number | undefined): void
  remove(): void
}

interface RunRecord {
  /** Process ids mean nothing on another machine or in another container. */
  machine: string
  /** Pid and start of the processes that look after the folder: while one lives, the folder is in use. */
  keepers: [number, string][]
  services: [number, string][]
}

/** Makes `runs/<id>`, with a record of who keeps it in `runs/<id>.json`. */
export function createRunFolder(runs: string, keeperPids: readonly (number | undefined)[]): RunFolder {
  mkdirSync(runs, { recursive: true })
  chmodSync(runs, 0o755) // the services' user passes through
  const path = join(runs, randomBytes(6).toString('hex'))
  const file = `${path}.json`
  const record: RunRecord = { machine: machine(), keepers: keeperPids.flatMap(identified), services: [] }
  const save = (): void => {
    writeFileSync(`${file}.new`, JSON.stringify(record))
    renameSync(`${file}.new`, file)
  }
  save()
  mkdirSync(path)
  chmodSync(path, 0o755)
  const paths = [path, file]
  return {
    path,
    paths,
    record(pid) {
      record.services.push(...identified(pid))
      save()
    },
    remove: () => paths.forEach(removePath),
  }
}

/**
 * Removes what a crash of the machine left: folders whose keepers are gone. A service that outlived its keepers is
 * ended first. Folders of others, of other machines, and those still in use stay.
 */
export function sweepRunFolders(runs: string): void {
  for (const name of listed(runs).filter((entry) => entry.endsWith('.json'))) {
    const file = join(runs, name)
    try {
      const record = JSON.parse(readFileSync(file, 'utf8')) as RunRecord
      if (record.machine !== machine() || record.keepers.some(alive)) continue
      for (const [pid] of record.services.filter(alive)) process.kill(pid, 'SIGKILL')
      removePath(file.slice(0, -'.json'.length))
      removePath(file)
    } catch {
      // not ours, or another start sweeps it at this moment
    }
  }
}

function identified(pid: number | undefined): [number, string][] {
  const start = pid === undefined ? undefined : processStart(pid)
  return pid === undefined || start === undefined ? [] : [[pid, start]]
}

function alive([pid, start]: readonly [number, string]): boolean {
  return processStart(pid) === start
}

function listed(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function removePath(path: string): void {
  rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
}

function machine(): string {
  try {
    return `${hostname()} ${readlinkSync('/proc/self/ns/pid')}`
  } catch {
    return hostname()
  }
}
