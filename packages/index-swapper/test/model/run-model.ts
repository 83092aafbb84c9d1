/**
 * Runs the model for as many scenarios as wanted: `node --conditions=@as/source test/model/run-model.ts [runs] [seed]`.
 * A scenario that fails is printed with its seed, made as small as it gets.
 */
import fc from 'fast-check'
import { anyScenario, liveThrough } from './swap-model.ts'

const [runs = '20000', seed] = process.argv.slice(2)
const property = fc.asyncProperty(anyScenario, async (scenario) => {
  await liveThrough(scenario)
})
await fc.assert(property, { numRuns: Number(runs), ...(seed !== undefined && { seed: Number(seed) }) })
console.log(`${runs} scenarios hold.`)
