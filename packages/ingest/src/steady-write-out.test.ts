import type { ClusterResponse, Generation, SearchCluster } from '@as/index-swapper'
import { expect, test } from 'vitest'
import { createSteadyWriteOut } from './steady-write-out.ts'

const { signal } = new AbortController()
const generation: Generation = { family: 'shop', token: 1, indexes: { activities: 'a1', objects: 'o1' } }

/** Answers when told to. */
function slowCluster() {
  const asked: string[] = []
  let waiting: ((answer: ClusterResponse) => void)[] = []
  const cluster: SearchCluster = ({ path }) => {
    asked.push(path)
    return new Promise((resolve) => waiting.push(resolve))
  }
  const answer = async (response: ClusterResponse) => {
    const all = waiting
    waiting = []
    for (const resolve of all) resolve(response)
    await new Promise(setImmediate)
  }
  return { cluster, asked, answer }
}
const done = { status: 200, body: { _shards: { failed: 0 } } }
const refused = { status: 503, body: { error: { type: 'unavailable', reason: 'no' } } }

test('createSteadyWriteOut() writes out each time so much was added, and once at a time', async () => {
  const { cluster, asked, answer } = slowCluster()
  const steady = createSteadyWriteOut(cluster, generation, { signal, everyBytes: 100 })
  steady.added(99)
  expect(asked).toEqual([])
  steady.added(1)
  expect(asked).toEqual(['/a1/_flush', '/o1/_refresh'])
  steady.added(150)
  await answer(done)
  expect(asked.slice(2)).toEqual(['/a1/_refresh', '/o1/_flush'])
  await answer(done)
  expect(asked).toHaveLength(4)
  steady.added(1)
  expect(asked).toHaveLength(6)
})

test('createSteadyWriteOut() goes on after a failure, and writes out the rest in any case', async () => {
  const { cluster, asked, answer } = slowCluster()
  const steady = createSteadyWriteOut(cluster, generation, { signal, everyBytes: 100 })
  steady.added(100)
  await answer(refused)
  steady.added(100)
  expect(asked).toHaveLength(4)
  const rest = steady.rest()
  expect(asked).toHaveLength(6)
  await answer(refused)
  await expect(rest).resolves.toBeUndefined()
})
