import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, expect, test, vi } from 'vitest'
import { cachePlaces, openCacheFolder } from '../src/cache-folder.ts'
import { processStart } from '../src/process-start.ts'

const patience = { timeout: 20_000, interval: 50 }
let parent: ChildProcess | undefined

afterEach(() => void parent?.kill('SIGTERM'))

/** Starts one of our programs with neither server given, and reads its output up to the line that matches. */
async function start(file: string, awaited: RegExp): Promise<string> {
  const { OPENSEARCH_URL: _, REDIS_URL: __, ...env } = process.env
  parent = spawn(process.execPath, [join(import.meta.dirname, file)], { env, stdio: ['ignore', 'pipe', 'inherit'] })
  const { stdout } = parent
  if (!stdout) throw new Error('no output to read')
  for await (const line of createInterface(stdout)) if (awaited.test(line)) return line
  throw new Error(`"${file}" ended before it printed ${awaited}`)
}

async function killParent(): Promise<void> {
  const gone = parent && once(parent, 'exit')
  parent?.kill('SIGKILL')
  await gone
}

test('startReaper() ends a guarded process and removes a guarded folder after SIGKILL of their keeper', async () => {
  const { pids, folder } = JSON.parse(await start('keep-sleeper.ts', /^\{/)) as { pids: number[]; folder: string }
  expect(pids.map(processStart)).not.toContain(undefined)
  expect(existsSync(folder)).toBe(true)
  await killParent()
  await vi.waitFor(() => {
    expect(pids.filter(processStart)).toEqual([])
    expect(existsSync(folder)).toBe(false)
  }, patience)
})

test('startLocalStack() leaves no server and no folder after SIGKILL of who called it', async () => {
  await start('../src/main.ts', /^REDIS_URL=redis:/)
  const { path, pids } = recordOf(parent?.pid)
  expect(pids).toHaveLength(4) // who called, the reaper, OpenSearch, Redis
  expect(pids.map(processStart)).not.toContain(undefined)
  await killParent()
  await vi.waitFor(() => {
    expect(pids.filter(processStart)).toEqual([])
    expect(existsSync(path)).toBe(false)
    expect(existsSync(`${path}.json`)).toBe(false)
  }, patience)
}, 120_000)

function recordOf(keeper: number | undefined): { path: string; pids: number[] } {
  const runs = join(openCacheFolder(cachePlaces(process.env)), 'runs')
  for (const name of readdirSync(runs).filter((entry) => entry.endsWith('.json'))) {
    const { keepers, services } = JSON.parse(readFileSync(join(runs, name), 'utf8')) as Record<
      string,
      [number, string][]
    >
    const pids = [...(keepers ?? []), ...(services ?? [])].map(([pid]) => pid)
    if (pids[0] === keeper) return { path: join(runs, name.slice(0, -'.json'.length)), pids }
  }
  throw new Error(`no run is kept by process ${keeper}`)
}
