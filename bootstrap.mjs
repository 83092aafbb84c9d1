// Sets everything up and runs one command under the repository's own Node. Needs Node 20 or later with npm, nothing else.
import { spawn, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(fileURLToPath(import.meta.url))
const shell = process.platform === 'win32'
const version = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).packageManager.split('@')[1]
const bin = join(root, 'node_modules', '.bin')
const env = {
  ...process.env,
  PATH: `${bin}${delimiter}${process.env.PATH}`, // node, pnpm, turbo and vitest come from here
  NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} --conditions=@as/source`.trim(), // sources, not dist
  NODE_USE_SYSTEM_CA: '1', // behind a proxy that inspects TLS the machine's own authorities count
  NODE_USE_ENV_PROXY: '1',
  TURBO_TELEMETRY_DISABLED: '1',
  DO_NOT_TRACK: '1',
}

if (Number(process.versions.node.split('.')[0]) < 20) fail(`Node ${process.versions.node} is too old: install Node 20 or later.`)
install()
run(process.argv.slice(2))

function install() {
  const args = ['install', '--frozen-lockfile', '--prefer-offline']
  const own = spawnSync(join(bin, 'pnpm'), ['--version'], { encoding: 'utf8', shell })
  const ready = own.stdout?.trim() === version
  if (!ready) console.error('Installing packages (the first time takes up to a minute)...')
  const [command, before] = ready ? [join(bin, 'pnpm'), []] : ['npx', ['--yes', `pnpm@${version}`]]
  const { status, stdout, stderr, error } = spawnSync(command, [...before, ...args], { cwd: root, encoding: 'utf8', shell })
  if (status === 0) return
  const said = `${stdout ?? ''}${stderr ?? ''}${error?.message ?? ''}`
  fail(`${said.trim()}\n\nCannot install the packages: ${reason(said)}`)
}

/** The usual causes, in one sentence that says what to do. */
function reason(said) {
  if (/EACCES|EROFS|EPERM|permission denied|read-only/i.test(said)) {
    return `the folder ${root} (or npm's cache) cannot be written to: clone into a folder of your own, or give yourself the right to write there.`
  }
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH|ECONNRESET|network/i.test(said)) {
    return 'the npm registry cannot be reached: check the network, or HTTPS_PROXY if you are behind a proxy, and try again.'
  }
  if (/ENOSPC/.test(said)) return 'the disk is full: free about 2 GB and try again.'
  return 'see the lines above.'
}

function run([command, ...args]) {
  const child = spawn(command, args, { cwd: root, stdio: 'inherit', shell, env })
  process.on('SIGINT', () => {}) // the terminal sends it to the child too: wait for it
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  child.on('error', (error) => fail(`Cannot run ${command}: ${error.message}`))
  child.on('exit', (code) => process.exit(code ?? 1))
}

function fail(sentence) {
  console.error(sentence)
  process.exit(1)
}
