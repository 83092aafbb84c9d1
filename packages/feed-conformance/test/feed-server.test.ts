import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  bearerAuthentication,
  createFeedHandler,
  deletion,
  type FeedAuthentication,
  type FeedSource,
  hawkAuthentication,
  memoryLog,
  openToEveryone,
} from '@as/feed-server'
import { getRequestListener } from '@hono/node-server'
import { describe, expect, it, type TestContext } from 'vitest'
import { type CheckReport, testFeed } from '../src/index.ts'

const credentials = { id: 'collector', key: 'a key that is long enough' }
const update = (number: number) => ({
  id: `t:${number}`,
  type: 'Update',
  published: new Date(Date.UTC(2026, 0, 1, 0, 0, number)).toISOString(),
  object: { id: `t:object:${number}`, type: 'Document', name: 'Long enough to be worth compressing. '.repeat(20) },
})

/** Serves for one test. @returns The feed's URL. */
async function serve(
  { onTestFinished }: TestContext,
  source: FeedSource,
  authentication: FeedAuthentication,
): Promise<string> {
  const feed = createFeedHandler({ source, authentication, pageSize: 3, tombstoneRetentionSeconds: 86_400 })
  const listener = getRequestListener((request, { incoming }) =>
    feed(request, { remoteAddress: incoming.socket.remoteAddress }),
  )
  const server = createServer((request, response) => void listener(request, response))
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/feed`
}

function filledLog() {
  const log = memoryLog()
  for (let number = 1; number <= 8; number += 1) log.append(update(number))
  const write = async () => {
    const activity = update(log.size + 1)
    log.append(activity)
    return [activity.id]
  }
  return { log, write }
}

const rulesOf = (checks: readonly CheckReport[], wanted: CheckReport['result']) =>
  checks.filter(({ result }) => result === wanted).map((check) => (wanted === 'fail' ? check : check.rule))

describe.concurrent('feed-server conforms', () => {
  it('with a log that only grows, over Hawk', async (test) => {
    const { log, write } = filledLog()
    const seed = await serve(
      test,
      log,
      hawkAuthentication({ findKey: (id) => (id === credentials.id ? credentials.key : undefined) }),
    )
    const report = await testFeed({
      seed,
      authentication: { type: 'hawk', credentials },
      write,
      limits: { waitSeconds: 2 },
    })
    expect(rulesOf(report.checks, 'fail')).toEqual([])
    expect(rulesOf(report.checks, 'skip')).toEqual(['P27', 'P24', 'P24', 'P24'])
    expect(report).toMatchObject({ conforms: true, complete: true, warned: 0 })
  })

  it('with a table that rows are deleted from, over a bearer token', async (test) => {
    const rows = [1, 2, 3, 4, 5, 6, 7, 8].map((number) => ({ change: number, item: update(number) as object }))
    let change = rows.length
    const table: FeedSource = {
      async readPage(cursor = '0', { limit }) {
        if (!/^\d{1,9}$/.test(cursor)) return undefined
        const items = rows.filter((row) => row.change > Number(cursor)).slice(0, limit)
        return { items: items.map(({ item }) => JSON.stringify(item)), nextCursor: items.at(-1)?.change.toString() }
      },
    }
    const token = 'a-token-that-is-long-enough'
    const seed = await serve(test, table, bearerAuthentication({ collector: token }))
    const report = await testFeed({
      seed,
      authentication: { type: 'bearer', token },
      async write() {
        change += 1
        rows.push({ change, item: update(change) })
        return [`t:${change}`]
      },
      async remove() {
        rows.shift()
        change += 1
        rows.push({ change, item: deletion({ objectId: 't:object:1', deleted: '2026-01-02T00:00:00Z' }) })
        return ['t:object:1']
      },
      limits: { waitSeconds: 2 },
    })
    expect(rulesOf(report.checks, 'fail')).toEqual([])
    expect(rulesOf(report.checks, 'skip')).toEqual(['P27', ...Array.from({ length: 5 }, () => 'P13'), 'P26', 'P21'])
  })

  it('when it is open to everybody and has nothing yet, but for a warning', async (test) => {
    const report = await testFeed({
      seed: await serve(test, memoryLog(), openToEveryone()),
      limits: { waitSeconds: 2 },
    })
    const failed = report.checks.filter(({ result }) => result === 'fail')
    expect(failed.map(({ asks, strength }) => [asks, strength])).toEqual([['the feed asks for credentials', 'should']])
    expect(report).toMatchObject({ conforms: true, complete: true, failed: 0, warned: 1 })
  })
})
