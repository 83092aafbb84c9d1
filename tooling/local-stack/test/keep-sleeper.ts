/** A process to be killed: has a child and a folder guarded, and prints their pid and path. */
import { spawn } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startReaper } from '../src/reaper.ts'

const reaper = startReaper()
const child = spawn('sleep', ['600'], { detached: true, stdio: 'ignore' })
reaper.guardProcess(child)
const folder = mkdtempSync(join(tmpdir(), 'guarded-'))
reaper.guardPath(folder)
console.log(JSON.stringify({ pids: [reaper.pid, child.pid], folder }))
