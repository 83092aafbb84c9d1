/**
 * Runs the model for as many scenarios as wanted: `node --conditions=@as/source test/model/run-model.ts [runs] [seed]`.
 * A scenario that fails is printed with its seed, made as small as it gets.
 */
import fc from 'fast-check'
import { anyIngestScenario } from './any-ingest-scenario.ts'
import { ingestThrough } from './ingest-model.ts'

const [runs = '5000', seed] = process.argv.slice(2)
const property = fc.asyncProperty(anyIngestScenario, ingestThrough)
await fc.assert(property, { numRuns: Number(runs), ...(seed !== undefined && { seed: Number(seed) }) })
console.log(`${runs} scenarios hold.`)
