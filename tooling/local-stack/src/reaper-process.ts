/**
 * Runs beside whoever started services and outlives it for a moment: when the pipe from it closes, however it ended,
 * what it left behind is ended and removed. It reads `ReaperMessage`s, a JSON line each.
 */
import { rmSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { processStart } from './process-start.ts'
import type { ReaperMessage } from './reaper.ts'

const processes = new Map<number, string>()
const paths = new Set<string>()
const maxWaitMs = 5000

// whoever ends us with the rest must not end us before the rest is cleaned up
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})

for await (const line of createInterface(process.stdin)) {
  const message = JSON.parse(line) as ReaperMessage
  if (message.type === 'guard-process') processes.set(message.pid, message.start)
  if (message.type === 'release-process') processes.delete(message.pid)
  if (message.type === 'guard-path') paths.add(message.path)
  if (message.type === 'release-path') paths.delete(message.path)
}

const alive = (): number[] => [...processes].filter(([pid, start]) => processStart(pid) === start).map(([pid]) => pid)
for (const pid of alive()) {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // it ended by itself meanwhile
  }
}
for (const from = Date.now(); alive().length > 0 && Date.now() - from < maxWaitMs; ) await sleep(20)
for (const path of paths) {
  try {
    rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  } catch {
    // the next start sweeps it
  }
}
