import { expect, test } from 'vitest'
import type { SearchCluster } from './cluster.ts'
import { ClusterRefusedError } from './errors.ts'
import { deleteIndexes } from './retire.ts'

const { signal } = new AbortController()

/** Answers 404 to any request that names `gone`, as OpenSearch does for an index that is just being deleted. */
function clusterWithout(gone: string, requests: string[]): SearchCluster {
  return async ({ path }) => {
    const names = path.slice(1).split('?')[0]?.split(',') ?? []
    requests.push(names.join())
    return { status: names.includes(gone) ? 404 : 200, body: {} }
  }
}

test('deleteIndexes() deletes the others of a request in which one is gone', async () => {
  const requests: string[] = []
  await deleteIndexes(clusterWithout('b', requests), ['a', 'b', 'c'], { signal })
  expect(requests).toEqual(['a,b,c', 'a', 'b', 'c'])
})

test('deleteIndexes() names few indexes a request', async () => {
  const requests: string[] = []
  const many = Array.from({ length: 30 }, (_, n) => `index-${n}`)
  await deleteIndexes(clusterWithout('none', requests), many, { signal })
  expect(requests).toHaveLength(3)
  expect(requests.join().split(',')).toEqual(many)
})

test('deleteIndexes() throws what the cluster refuses', async () => {
  const refusing: SearchCluster = async () => ({ status: 403, body: { error: { type: 'security', reason: 'no' } } })
  await expect(deleteIndexes(refusing, ['a'], { signal })).rejects.toThrow(ClusterRefusedError)
})
