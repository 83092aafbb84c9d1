import { setTimeout as sleepFor } from 'node:timers/promises'
import { describe } from 'vitest'
import { leasesContract } from './leases-contract.ts'
import { type LeaseTable, modelLeases } from './model-leases.ts'

const table: LeaseTable = new Map()

describe('the model’s leases', () => {
  leasesContract({
    leasesOf: (holder, { ttlMs, isDown }) =>
      modelLeases(table, {
        holder,
        ttlMs,
        pollMs: 10,
        now: Date.now,
        sleep: (ms, signal) => sleepFor(ms, undefined, { signal }),
        async ask(_what, carryOut) {
          if (isDown) throw new Error('connection refused')
          return carryOut()
        },
      }),
    holderOf: async (feed) => table.get(feed)?.holder,
    async give(feed, holder) {
      table.set(feed, { holder, until: Date.now() + 60_000 })
    },
    async forget(feed) {
      table.delete(feed)
    },
  })
})
