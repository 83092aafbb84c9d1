// Sets everything up and runs one command under the repository's own Node. Needs Node 20 or later with npm, nothing else.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const root = dirname(fileURLToPath(import.meta.url))
const shell = process.platform === 'win32'
const bin = join(root, 'node_modules', '.bin')
// else it takes npm and pnpm more than a minute to say that there is no network
const quickRetries = {
  npm_config_fetch_retry_mintimeout: '1000',
  npm_config_fetch_retry_maxtimeout: '4000',
  pnpm_config_fetch_retry_mintimeout: '1000',
  pnpm_config_fetch_retry_maxtimeout: '4000',
}
const starters = startersNow()
let interrupted = false
const given = process.env
const env = {
  ...given,
  PATH: `${bin}${delimiter}${given.PATH}`, // node, pnpm, turbo and vitest come from here
  NODE_OPTIONS: `${given.NODE_OPTIONS ?? ''} --conditions=@as/source`.trim(), // sources, not dist
  NODE_USE_SYSTEM_CA: '1', // behind a proxy that inspects TLS the machine's own authorities count
  NODE_USE_ENV_PROXY: '1',
  NO_PROXY: [given.NO_PROXY ?? given.no_proxy, 'localhost,127.0.0.1,::1'].filter(Boolean).join(','), // what runs here is asked directly
  TURBO_TELEMETRY_DISABLED: '1',
  DO_NOT_TRACK: '1',
}

if (Number(process.versions.node.split('.')[0]) < 20) {
  fail(`Node ${process.versions.node} is too old: install Node 20 or later.`)
}
try {
  await installOnce()
} catch (error) {
  if (interrupted) process.exit(130)
  fail(`Cannot install the packages: ${reason(error.message)}`)
}
await run(process.argv.slice(2))

/** Installs when what is to be installed differs from what was last; one process at a time. */
async function installOnce() {
  const stamp = join(root, 'node_modules', '.installed')
  const wanted = fingerprint()
  if (textOf(stamp) === wanted) return
  const lock = await takeLock(join(root, '.cache', 'installing'))
  try {
    if (textOf(stamp) === wanted) return
    await install()
    writeFileSync(stamp, wanted)
  } finally {
    rmSync(lock, { force: true })
  }
}

async function install() {
  const version = JSON.parse(textOf(join(root, 'package.json'))).packageManager.split('@')[1]
  const own = JSON.parse(textOf(join(root, 'node_modules/pnpm/package.json')) || '{}').version
  if (own === undefined) console.error('Installing packages (the first time takes up to a minute)...')
  const [command, before] = own === version ? [join(bin, 'pnpm'), []] : ['npx', ['--yes', `pnpm@${version}`]]
  const args = [...before, 'install', '--frozen-lockfile', '--prefer-offline']
  const { status, said } = await runChild(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...quickRetries, ...given },
    detached: !shell, // a group of its own, to be ended whole: npx does not pass signals on
  })
  if (status === 0) return
  if (!interrupted) console.error(said.trim())
  throw new Error(said)
}

async function run([command, ...args]) {
  if (command === undefined) fail('Say what to run, for example: node bootstrap.mjs vitest run')
  const { status, said } = await runChild(command, args, { stdio: 'inherit', env })
  if (said) fail(`Cannot run ${command}: ${said}`)
  process.exit(status)
}

/** Runs a child to its end; whoever ends us ends the child too, also when our parent is killed. */
function runChild(command, args, options) {
  const child = spawn(command, args, { cwd: root, shell, ...options })
  const said = []
  const send = (signal) => (options.detached ? killGroup(child.pid, signal) : child.kill(signal))
  const stop = () => {
    interrupted = true
    send('SIGTERM')
    setTimeout(() => send('SIGKILL'), 15_000).unref()
  }
  const interrupt = () => {
    interrupted = true
    // a terminal sends it to the child too; whoever else sends it means the child
    if (options.detached || !process.stdin.isTTY) send('SIGINT')
  }
  const watch = setInterval(() => startersNow() === starters || stop(), 250)
  process.on('SIGINT', interrupt)
  process.on('SIGTERM', stop)
  process.on('SIGHUP', stop)
  child.stdout?.on('data', (data) => said.push(data))
  child.stderr?.on('data', (data) => said.push(data))
  return new Promise((resolve) => {
    child.on('error', (error) => resolve({ status: 1, said: error.message }))
    child.on('close', (status) => resolve({ status: status ?? 1, said: said.join('') }))
  }).finally(() => {
    clearInterval(watch)
    process.off('SIGINT', interrupt)
    process.off('SIGTERM', stop)
    process.off('SIGHUP', stop)
  })
}

function killGroup(pid, signal) {
  try {
    process.kill(-pid, signal)
  } catch {
    // it is gone
  }
}

/** Our parent; and npm, where the parent is the shell that npm runs scripts in, which outlives a killed npm. */
function startersNow() {
  const { ppid, env } = process
  if (!env.npm_lifecycle_event || !textOf(`/proc/${ppid}/cmdline`).includes('\0-c\0')) return `${ppid}`
  return `${ppid} ${/^PPid:\s*(\d+)/m.exec(textOf(`/proc/${ppid}/status`))?.[1]}`
}

/** Of all files that say what to install. */
function fingerprint() {
  const hash = createHash('sha256').update(process.platform + process.arch)
  const folders = ['packages', 'apps', 'examples', 'tooling'].flatMap((group) =>
    list(join(root, group)).map((name) => join(root, group, name)),
  )
  const files = [join(root, 'pnpm-lock.yaml'), join(root, 'pnpm-workspace.yaml')]
  for (const folder of [root, ...folders]) files.push(join(folder, 'package.json'))
  for (const file of files) hash.update(`${file}\n${textOf(file)}\n`)
  return hash.digest('hex')
}

/** A file that holds its owner's process id; one whose owner is gone is taken over. */
async function takeLock(file) {
  mkdirSync(dirname(file), { recursive: true })
  for (const from = Date.now(); Date.now() - from < 600_000; await sleep(200)) {
    try {
      writeFileSync(file, `${process.pid}`, { flag: 'wx' })
      return file
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
      const owner = Number(textOf(file))
      if (owner && !isAlive(owner)) rmSync(file, { force: true })
    }
  }
  throw new Error(`another process has been installing for 10 minutes: end it, or remove ${file}`)
}

function isAlive(pid) {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error.code === 'EPERM'
  }
}

function list(folder) {
  try {
    return readdirSync(folder).sort()
  } catch {
    return []
  }
}

function textOf(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

/** The usual causes, in one sentence that says what to do. */
function reason(output) {
  const said = output.replace(/\s+/g, ' ') // pnpm wraps its lines
  if (/ENOSPC|EDQUOT|no space left/i.test(said)) return 'the disk is full: free about 2 GB and try again.'
  if (/EACCES|EROFS|EPERM|permission denied|read-only/i.test(said)) {
    return `the folder ${root} (or npm's cache) cannot be written to: clone into a folder of your own, or give yourself the right to write there.`
  }
  if (
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH|ECONNRESET|network|dns error|error sending request/i.test(
      said,
    )
  ) {
    return 'the npm registry cannot be reached: check the network, or HTTPS_PROXY if you are behind a proxy, and try again.'
  }
  if (/ENOENT.*npx|npx.*ENOENT/.test(said)) return 'there is no npm on the PATH: install Node with npm.'
  return output.includes('\n') ? 'see the lines above.' : said
}

function fail(sentence) {
  console.error(sentence)
  process.exit(1)
}
