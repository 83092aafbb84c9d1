import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { eventually, runApp, startScriptedSource } from '@as/test-stack'
import { expect, inject, test, vi } from 'vitest'

// several processes each, on machines that are shared
vi.setConfig({ testTimeout: 120_000 })

/** Runs the command as people do: with the environment of outgoing. */
async function deadLetters(env: Record<string, string>, ...args: string[]) {
  const main = join(import.meta.dirname, '../src/dead-letters.ts')
  const child = spawn(process.execPath, ['--conditions=@as/source', main, ...args], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const closed = once(child, 'close')
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)])
  const [status] = (await closed) as [number]
  return { status, output, errors }
}

test('the command dead-letters lists what the index refused, for people and for programs', async () => {
  await using source = await startScriptedSource({ pageSize: 50 })
  const id = `letters_${randomBytes(4).toString('hex')}`
  const env = {
    REDIS_URL: inject('redisUrl'),
    OPENSEARCH_URL: inject('opensearchUrl'),
    FEEDS__1__UNIQUE_ID: id,
    FEEDS__1__SEED: source.seed,
    FEEDS__1__TYPE: 'activity_stream',
    FEEDS__1__BEARER_TOKEN: 'a-s3cret',
  }
  // the mapping can take no document that says two things at once
  const bad = Array.from({ length: 7 }, (_, n) => `{"id":"l:${n}","x":1,"x":2}`)
  source.append({ id: 'a:1' }, ...bad)
  await using outgoing = runApp('outgoing', env)
  await eventually('the letters', () =>
    outgoing.lines.some((line) => /Counting dead letters: 7, .*\(done\)/.test(line)),
  )

  const table = await deadLetters(env, id)
  expect(table).toMatchObject({ status: 0, errors: '' })
  const lines = table.output.trimEnd().split('\n')
  expect(lines).toHaveLength(9)
  expect(lines[0]).toMatch(/^FEED +LAST REFUSED/)
  expect(lines[1]).toMatch(new RegExp(`^${id}.*${source.seed}`))
  expect(lines[8]).toBe('7 in all; --json shows the documents.')

  const json = await deadLetters(env, '--json')
  const letters = json.output
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { feed: string; body: string })
  expect(letters.map(({ body }) => body).sort()).toEqual(bad)
  expect(letters.every(({ feed }) => feed === id)).toBe(true)

  const unknown = await deadLetters(env, 'unknown')
  expect([unknown.status, unknown.output]).toEqual([2, ''])
  expect(unknown.errors).toMatch(new RegExp(`^No feed "unknown" is configured; there are ${id}\nUsage: `))
  expect(table.output + json.output + unknown.errors).not.toContain('a-s3cret')
})

test('the command dead-letters says what its environment lacks, and that OpenSearch is away', async () => {
  const nothing = await deadLetters({})
  expect([nothing.status, nothing.output]).toEqual([1, ''])
  expect(nothing.errors).toMatch(/FEEDS is missing[\s\S]*REDIS_URL[\s\S]*OPENSEARCH_URL/)
  const away = await deadLetters({
    REDIS_URL: 'redis://127.0.0.1:9',
    OPENSEARCH_URL: 'http://127.0.0.1:9',
    FEEDS__1__UNIQUE_ID: 'f',
    FEEDS__1__SEED: 'http://127.0.0.1:9/',
    FEEDS__1__TYPE: 'activity_stream',
  })
  expect([away.status, away.output]).toEqual([1, ''])
  expect(away.errors).toMatch(/ECONNREFUSED/)
})
