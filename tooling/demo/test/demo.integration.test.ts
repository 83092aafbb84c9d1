import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { eventually } from '@as/test-stack'
import { afterEach, expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '../../..')
const source = '--conditions=@as/source'
let demo: ChildProcess | undefined

afterEach(() => void demo?.kill('SIGKILL'))

/** Starts the demo with servers of its own, and reads its output up to the command to paste. */
async function startDemo(): Promise<{ lines: readonly string[]; command: string }> {
  const { OPENSEARCH_URL: _, REDIS_URL: __, PORT: ___, CONSOLE_PORT: ____, ...env } = process.env
  const started = spawn(process.execPath, [source, join(root, 'tooling/demo/src/main.ts')], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  demo = started
  const lines: string[] = []
  for await (const line of createInterface(started.stdout)) {
    lines.push(line)
    if (line.includes('ACTIVITY_STREAM_URL=')) return { lines, command: line }
  }
  throw new Error(`the demo ended before it said how to ask:\n${lines.join('\n')}`)
}

test('npm start shows real activities to who pastes its command, and ends with everything it started', async () => {
  const { lines, command } = await startDemo()
  const given = Object.fromEntries(
    [...command.matchAll(/(ACTIVITY_STREAM_\w+)=(\S+)/g)].map(([, name, value]) => [name, value]),
  )
  const ask = command.trim().split(' ').at(-1) ?? ''
  const { stdout } = await promisify(execFile)(process.execPath, [source, ask], {
    cwd: root,
    env: { ...process.env, ...given },
  })
  expect(stdout).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d {2}(Create|Update|Delete) {2}\w+/)
  expect(stdout).toMatch(/\n\d+ of [\d,]+ activities that match\.\n$/)

  const [address = ''] = /http:\S+/.exec(lines[0] ?? '') ?? []
  expect(lines.join('\n')).toContain(`Open the console:  ${address}`)
  const overview = async () => await (await fetch(address)).text()
  const isShown = (page: string) => page.includes('>coffee_shop</a>') && page.includes('>verification</a>')
  await eventually('both feeds on the console', overview, { holds: isShown })

  const health = `${given.ACTIVITY_STREAM_URL}/checks/p1`
  await expect(fetch(health)).resolves.toHaveProperty('status', 200)
  demo?.kill('SIGTERM')
  const [status] = demo ? await once(demo, 'exit') : []
  expect(status).toBe(0)
  for (const url of [health, address]) await expect(fetch(url)).rejects.toThrow('fetch failed')
}, 120_000)
