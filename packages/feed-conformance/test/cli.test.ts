import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Report } from '../src/index.ts'
import { runCli } from '../src/run-cli.ts'
import { serveFaultyFeed } from './faulty-feed.ts'

const credentials = { id: 'collector', key: 'a key that is long enough' }
const quick = ['--rules', 'P1,P5,P12', '--hawk-id', credentials.id]

async function run(argv: readonly string[], env: Record<string, string> = {}) {
  const [out, errors]: [string[], string[]] = [[], []]
  const status = await runCli({
    argv,
    env,
    print: (line) => out.push(line),
    printError: (line) => errors.push(line),
    signal: new AbortController().signal,
  })
  return { status, out: out.join('\n'), errors: errors.join('\n') }
}

describe('runCli()', () => {
  it('ends with 0 and a line a check when the feed conforms', async () => {
    await using feed = await serveFaultyFeed({ authentication: credentials })
    const { status, out, errors } = await run([...quick, feed.url], { FEED_HAWK_KEY: credentials.key })
    expect([status, errors]).toEqual([0, ''])
    expect(out).toMatch(/^pass {2}P1 {3}a GET of the seed/m)
    expect(out).toMatch(/conforms: \d+ passed, 0 failed, 0 warned, 0 skipped; \d+ requests/)
  })

  it('ends with 1 when it does not, and says what was seen and what to do', async () => {
    await using feed = await serveFaultyFeed({ authentication: credentials, faults: ['relative-next'] })
    const { status, out } = await run([...quick, feed.url], { FEED_HAWK_KEY: credentials.key })
    expect(status).toBe(1)
    expect(out).toMatch(/^fail {2}P5 .*\n +seen: .*\n +do: .*/m)
    expect(out).toContain('does not conform')
  })

  it('ends with 0 when only a should is broken', async () => {
    await using feed = await serveFaultyFeed()
    const { status, out } = await run(['--rules', 'P12', feed.url])
    expect(status).toBe(0)
    expect(out).toMatch(/^warn {2}P12 /m)
  })

  it('prints with --json nothing but the report', async () => {
    await using feed = await serveFaultyFeed({ authentication: credentials })
    const { out } = await run(['--json', ...quick, feed.url], { FEED_HAWK_KEY: credentials.key })
    const report: Report = JSON.parse(out)
    expect(report).toMatchObject({ feed: feed.url, conforms: true, complete: true, failed: 0 })
    expect(report.checks[0]).toMatchObject({ rule: 'P1', strength: 'must', result: 'pass' })
    expect(out).not.toContain(credentials.key)
  })

  it('takes the key from a file', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'feed-conformance-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    await writeFile(join(folder, 'key'), `${credentials.key}\n`)
    await using feed = await serveFaultyFeed({ authentication: credentials })
    expect((await run([...quick, '--hawk-key-file', join(folder, 'key'), feed.url])).status).toBe(0)
    expect((await run([...quick, '--hawk-key-file', join(folder, 'none'), feed.url])).errors).toContain('ENOENT')
  })

  it('writes and deletes by commands', async () => {
    await using feed = await serveFaultyFeed({ authentication: credentials })
    const hook = `echo '{"x":1}' > /dev/null; echo t:never`
    const asked = ['--writes', '1', '--write-command', hook, '--delete-command', 'echo t:object:0']
    const { status, out } = await run(['--rules', 'P8,P24', '--hawk-id', credentials.id, ...asked, feed.url], {
      FEED_HAWK_KEY: credentials.key,
    })
    expect(status).toBe(1)
    expect(out).toContain('"t:never"')
    expect(out).toMatch(/^pass {2}P24 {2}what is deleted is absent/m)
  })

  it('ends with 2 when the test cannot be made, and tells no secret', async () => {
    await using feed = await serveFaultyFeed({ authentication: credentials })
    const secret = 'another key, of somebody else'
    const cases: readonly (readonly [argv: string[], error: RegExp])[] = [
      [[], /0 feeds are named/],
      [['ftp://127.0.0.1/feed'], /no http or https URL/],
      [['http://127.0.0.1:1/feed'], /ECONNREFUSED; check that the source is up/],
      [[...quick, feed.url], /status 401; check the credentials/],
      [[feed.url], /status 401; give credentials/],
      [['--rules', 'P99', feed.url], /no check is of P99/],
      [['--hawk-key', secret, feed.url], /Unknown option '--hawk-key'/],
      [
        ['--hawk-id', credentials.id, '--write-command', 'exit 3', '--rules', 'P8', feed.url],
        /Cannot write at the source/,
      ],
    ]
    for (const [argv, error] of cases) {
      const key = argv.includes('--write-command') ? credentials.key : secret
      const result = await run(argv, { FEED_HAWK_KEY: key })
      expect([result.status, result.errors]).toEqual([2, expect.stringMatching(error)])
      expect(result.errors + result.out).not.toContain(key)
    }
  })

  it('ends with 2 when requests or time run out before a fault was found', async () => {
    await using feed = await serveFaultyFeed()
    const few = await run(['--max-requests', '12', feed.url])
    expect(few.status).toBe(2)
    expect(few.out).toContain('the requests of this test ran out (12; raise maxRequests)')
    expect(few.out).toContain('conforms as far as it was tested')
    await using slow = await serveFaultyFeed({ faults: ['hangs'] })
    const late = await run(['--timeout', '1', slow.url])
    expect(late.out).toContain('the time of this test ran out')
    expect(late.status).toBe(2)
  })

  it('runs as a program', async () => {
    await using feed = await serveFaultyFeed({ authentication: credentials })
    const program = new URL('../bin/feed-conformance.ts', import.meta.url).pathname
    const env = { PATH: process.env.PATH, FEED_HAWK_KEY: credentials.key }
    const { stdout } = await new Promise<{ stdout: string }>((resolve, reject) => {
      execFile(process.execPath, ['--conditions=@as/source', program, ...quick, feed.url], { env }, (error, stdout) =>
        error ? reject(error) : resolve({ stdout }),
      )
    })
    expect(stdout).toContain(`${feed.url} conforms`)
  })
})
