import { type ClusterRequest, formatIndexName, type SearchCluster, writeAlias } from '@as/index-swapper'
import { expect, test } from 'vitest'
import type { FeedRun } from './feed-run.ts'
import { makeRoom } from './make-room.ts'

const nameOf = (batchId: string) => formatIndexName({ alias: 'activities', family: 'f', openedAt: 1, batchId })

test('makeRoom() deletes only indexes that carry no alias at all', async () => {
  const [live, filling, left] = ['aaaaaaaa', 'bbbbbbbb', 'cccccccc'].map(nameOf) as [string, string, string]
  const table = {
    [live]: { aliases: { activities: {} } },
    [filling]: { aliases: { [writeAlias(filling, 7)]: {} } },
    [left]: { aliases: {} },
  }
  const requests: ClusterRequest[] = []
  const cluster: SearchCluster = async (request) => {
    requests.push(request)
    return { status: 200, body: request.method === 'GET' ? table : { acknowledged: true } }
  }
  const { signal } = new AbortController()
  const events: unknown[] = []
  const run = { cluster, feed: { id: 'f' }, signal, onEvent: (event: unknown) => events.push(event) }
  await makeRoom(run as unknown as FeedRun)
  const deleted = requests.filter(({ method }) => method === 'DELETE').map(({ path }) => path)
  expect(deleted).toEqual([`/${left}?ignore_unavailable=true`])
  expect(events).toEqual([{ type: 'retired', feed: 'f', indexes: 1 }])
})
