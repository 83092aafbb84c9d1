import type { Deed } from '@as/test-stack'
import fc from 'fast-check'
import type { IngestScenario } from './ingest-model.ts'

const anyDeed: fc.Arbitrary<Deed> = fc.record({
  pick: fc.nat({ max: 5 }),
  what: fc.oneof(
    { weight: 80, arbitrary: fc.constant('answer' as const) },
    { weight: 4, arbitrary: fc.constantFrom('refuse' as const, 'lose-answer' as const) },
    { weight: 6, arbitrary: fc.constant('pause' as const) },
    { weight: 2, arbitrary: fc.constantFrom('pause-for-ever' as const, 'crash' as const) },
    { weight: 6, arbitrary: fc.constant('let-time-pass' as const) },
  ),
  arrives: fc.boolean(),
  ms: fc.nat({ max: 40 }),
})

const which = fc.nat({ max: 20 })
const anyChange = fc.record({
  type: fc.constantFrom('update', 'edit', 'turn', 'remove', 'delete'),
  which,
}) as fc.Arbitrary<IngestScenario['changes'][number]>

export const anyIngestScenario: fc.Arbitrary<IngestScenario> = fc.record({
  instances: fc.array(
    fc.record({
      skewMs: fc.constantFrom(0, 300_000, -300_000),
      // Redis may be down for some
      hasLeases: fc.oneof({ weight: 4, arbitrary: fc.constant(true) }, fc.constant(false)),
    }),
    { minLength: 2, maxLength: 3 },
  ),
  changes: fc.array(
    fc
      .tuple(fc.oneof(fc.constant({ type: 'add' as const }), anyChange), fc.nat({ max: 2_000 }))
      .map(([change, afterMs]) => ({ ...change, afterMs })),
    { maxLength: 12, size: 'max' },
  ),
  deeds: fc.array(anyDeed, { maxLength: 250, size: 'max' }),
})
