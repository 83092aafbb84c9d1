import type { Deed } from '@as/test-stack'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyIngestScenario } from './any-ingest-scenario.ts'
import { type IngestScenario, ingestThrough } from './ingest-model.ts'

test('whoever pauses, dies or is cut off, readers see the source, never doubled, missing or stepping back', async () => {
  await fc.assert(fc.asyncProperty(anyIngestScenario, ingestThrough), { numRuns: 40 })
}, 300_000)

/** Each of these befalls the instance that has the lease, at each of its requests; another one is waiting. */
const blows: readonly Omit<Deed, 'pick'>[] = [
  { what: 'crash', arrives: true, ms: 0 },
  // past its lease
  { what: 'pause', arrives: false, ms: 40 },
  { what: 'pause', arrives: true, ms: 40 },
  { what: 'lose-answer', arrives: true, ms: 0 },
]
const answered: Deed = { pick: 0, what: 'answer', arrives: true, ms: 0 }
const instance = { skewMs: 0, hasLeases: true }
const whole: IngestScenario = {
  instances: [instance, { ...instance, skewMs: -300_000 }],
  changes: [
    { type: 'add', afterMs: 500 },
    { type: 'update', which: 1, afterMs: 500 },
    { type: 'delete', which: 2, afterMs: 500 },
  ],
  deeds: [],
}
/** The first pass, what the tail does after it, and the next one. */
const STEPS = 60

test.each(blows)(
  'an instance that is stopped at any of its requests leaves nothing lost, doubled or behind ($what, arrives: $arrives)',
  async (blow) => {
    for (let at = 0; at < STEPS; at += 1) {
      const deeds = [...Array.from({ length: at }, () => answered), { ...blow, pick: 0 }]
      // what breaks says what a reader saw, and when
      await expect(ingestThrough({ ...whole, deeds })).resolves.toBeUndefined()
    }
  },
  300_000,
)
