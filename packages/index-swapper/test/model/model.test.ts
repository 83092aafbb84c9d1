import type { Deed } from '@as/test-stack'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyScenario, liveThrough, type Scenario } from './swap-model.ts'

test('however writers interleave, pause, crash and are cut off, readers see one whole generation [I1] [I2] [I3] [I4] [I5] [I6] [I7] [I8] [I9] [I10]', async () => {
  const property = fc.asyncProperty(anyScenario, async (scenario) => {
    await liveThrough(scenario)
  })
  await fc.assert(property, { numRuns: 100 })
}, 300_000)

/** Each of these befalls the first writer at each of its requests; the second does its work whenever the first is stopped. */
const blows: readonly Omit<Deed, 'pick'>[] = [
  { what: 'crash', arrives: false, ms: 0 },
  { what: 'crash', arrives: true, ms: 0 },
  { what: 'pause', arrives: false, ms: 2 },
  { what: 'pause', arrives: true, ms: 2 },
  { what: 'refuse', arrives: false, ms: 0 },
  { what: 'lose-answer', arrives: true, ms: 0 },
]
const answered: Deed = { pick: 0, what: 'answer', arrives: true, ms: 0 }
const whole: Scenario = {
  writers: [
    { tasks: ['publish', 'publish', 'hold', 'approve', 'roll-back', 'retire'], skewMs: 0 },
    { tasks: ['publish', 'hold', 'publish', 'retire'], skewMs: 0 },
  ],
  deeds: [],
  keep: 1,
}

test.each(blows)(
  'a writer that is stopped at any of its requests leaves nothing lost, doubled or behind ($what, arrives: $arrives) [I1] [I2] [I3] [I4]',
  async (blow) => {
    const requests = await liveThrough({ ...whole, writers: whole.writers.slice(0, 1) })
    expect(requests).toBeGreaterThan(40)
    for (let at = 0; at < requests; at += 1) {
      const deeds = [...Array.from({ length: at }, () => answered), { ...blow, pick: 0 }]
      await liveThrough({ ...whole, deeds })
    }
  },
  300_000,
)
