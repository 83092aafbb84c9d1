import { expect, test } from 'vitest'
import type { SearchCluster } from './cluster.ts'
import { ClusterRefusedError } from './errors.ts'
import { writeOut } from './write-out.ts'

const { signal } = new AbortController()

function recorded(failed = 0) {
  const lines: string[] = []
  const cluster: SearchCluster = async ({ path }) => {
    lines.push(`${path} begins`)
    await new Promise((resolve) => setImmediate(resolve))
    lines.push(`${path} ends`)
    return { status: 200, body: { _shards: { total: 1, successful: 1 - failed, failed } } }
  }
  return { cluster, lines }
}

test('writeOut() flushes some indexes while it refreshes the others, and then the other way round', async () => {
  const { cluster, lines } = recorded()
  await writeOut(cluster, ['a', 'b', 'c'], { signal })
  expect(lines).toEqual([
    '/a,c/_flush begins',
    '/b/_refresh begins',
    '/a,c/_flush ends',
    '/a,c/_refresh begins',
    '/b/_refresh ends',
    '/b/_flush begins',
    '/a,c/_refresh ends',
    '/b/_flush ends',
  ])
})

test('writeOut() does both to a single index', async () => {
  const { cluster, lines } = recorded()
  await writeOut(cluster, ['a'], { signal })
  expect(lines.filter((line) => line.endsWith('begins'))).toEqual(['/a/_flush begins', '/a/_refresh begins'])
})

test('writeOut() takes a failed shard for a failure', async () => {
  await expect(writeOut(recorded(1).cluster, ['a'], { signal })).rejects.toThrow(ClusterRefusedError)
})
