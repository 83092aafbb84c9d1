import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { as2Format } from '@as/feed-client'
import { describe, expect, it, onTestFinished } from 'vitest'
import { printFeed } from './print-feed.ts'

async function startSource(): Promise<string> {
  const server = createServer((request, response) => {
    const activity = { id: `urn:${request.url}`, type: 'Create', published: '2026-01-01T00:00:00Z' }
    const next = request.url === '/1' ? '/2' : undefined
    response.end(JSON.stringify({ orderedItems: [activity, {}], next }))
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

describe('printFeed()', () => {
  it.each([false, true])(
    'writes a line for each activity and each record left out (followed: %s)',
    async (isFollowed) => {
      const origin = await startSource()
      const controller = new AbortController()
      const lines: string[] = []
      const write = (line: string) => {
        lines.push(line)
        if (isFollowed && lines.length === 4) controller.abort()
      }
      const wanted = { seed: `${origin}/1`, format: as2Format, isFollowed, authentication: { type: 'none' } } as const
      expect(await printFeed(wanted, write, controller.signal)).toEqual({ pages: 2, items: 2, rejected: 2 })
      expect(lines).toEqual([
        '2026-01-01T00:00:00Z  Create  urn:/1  (66 bytes)',
        `${origin}/1: record 1 left out: it has no "id"`,
        '2026-01-01T00:00:00Z  Create  urn:/2  (66 bytes)',
        `${origin}/2: record 1 left out: it has no "id"`,
      ])
    },
  )
})
