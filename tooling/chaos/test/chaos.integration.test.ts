import { randomBytes } from 'node:crypto'
import { type Reaper, startReaper } from '@as/local-stack'
import { queueFull, refuseBulkItems } from '@as/test-stack'
import { afterAll, expect, inject, test } from 'vitest'
import { type Outcome, runScenario } from '../src/run-scenario.ts'
import type { Arena } from '../src/scenario.ts'

const reaper: Reaper = startReaper()
afterAll(() => reaper.stop())

/** Plays a scenario on the servers that all integration tests share. */
async function play(run: (arena: Arena) => Promise<void>): Promise<Outcome> {
  const name = `chaos_${randomBytes(4).toString('hex')}`
  const stack = {
    opensearchUrl: inject('opensearchUrl'),
    redisUrl: inject('redisUrl'),
    opensearch: undefined,
    redis: undefined,
    stop: () => Promise.resolve(),
  }
  const scenario = { name, title: 'a test', seconds: { full: 60, quick: 60 }, run }
  const { signal } = new AbortController()
  return await runScenario({ scenario, stack, reaper, seed: 1, quick: true, signal, note: () => undefined })
}

test('outgoing that is killed, and whose bulk items are refused, loses, doubles and reverts nothing', async () => {
  const { faults, looks } = await play(async (arena) => {
    await arena.openFeed('a', { rows: 200, pageSize: 40 })
    const outgoing = await arena.startOutgoing('outgoing')
    await arena.settle('at first')
    arena.watch()
    {
      await using _ = arena.churn()
      await arena.sleep(500)
      await outgoing.kill()
      await arena.freeLeases()
      outgoing.proxy.interfere((request) => {
        if (!request.path.startsWith('/_bulk')) return undefined
        return refuseBulkItems(request, () => (arena.random.chance(0.2) ? queueFull : undefined))
      })
      outgoing.start()
      await arena.sleep(3_000)
    }
    outgoing.proxy.interfere(undefined)
    await arena.settle('in the end')
  })
  expect(faults).toEqual([])
  expect(looks).toBeGreaterThan(0)
}, 120_000)

test('documents that OpenSearch says it has, and has not, are found', async () => {
  const superseded = { status: 409, error: { type: 'version_conflict_engine_exception', reason: 'a lie' } }
  const { faults } = await play(async (arena) => {
    await arena.openFeed('a', { rows: 200, pageSize: 40 })
    const outgoing = await arena.startOutgoing('outgoing')
    await arena.settle('at first')
    arena.watch()
    outgoing.proxy.interfere((request) => {
      if (!request.path.startsWith('/_bulk')) return undefined
      return refuseBulkItems(request, (position) => (position % 20 === 0 ? superseded : undefined))
    })
    await arena.until('a reader misses something', () => arena.faults.length > 0)
    await arena.settle('after the lies', { timeoutMs: 500 })
  })
  expect(faults.join('\n')).toMatch(/activities vanished/)
  expect(faults.join('\n')).toMatch(/readers do not see what the sources say: .*\d+ lost/)
}, 120_000)
