/** `pnpm chaos [--seed N] [--scenario NAME]... [--quick]`: see README.md. */
import { parseArgs } from 'node:util'
import { startReaper } from '@as/local-stack'
import { createStacks } from './create-stacks.ts'
import { formatFailure, formatSummary } from './format-account.ts'
import { type Outcome, runScenario } from './run-scenario.ts'
import { scenarios } from './scenarios/index.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: `${Math.floor(Math.random() * 2 ** 32)}` },
    scenario: { type: 'string', multiple: true, default: [] },
    quick: { type: 'boolean', default: false },
  },
})
const { quick } = values
const seed = Number(values.seed)
const unknown = values.scenario.filter((name) => !scenarios.some((scenario) => scenario.name === name))
const stopping = new AbortController()
const { signal } = stopping
for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => stopping.abort())

if (!Number.isSafeInteger(seed) || seed < 0 || unknown.length > 0) {
  console.error(`Say --seed N, a whole number, and --scenario one of: ${scenarios.map(({ name }) => name).join(', ')}`)
  process.exitCode = 2
} else {
  // at once: what a scenario gave up waiting for must not keep the process
  process.exit(await play())
}

async function play(): Promise<number> {
  const from = performance.now()
  const elapsed = () => `${((performance.now() - from) / 1000).toFixed(1).padStart(7)} s`
  console.log(`seed ${seed}${quick ? ', quick' : ''}`)
  // never on servers that are somebody's: the scenarios kill and wipe them
  const { OPENSEARCH_URL: _, REDIS_URL: __, ...environment } = process.env
  const reaper = startReaper()
  const outcomes: Outcome[] = []
  try {
    await using stacks = createStacks({ environment, reaper, signal, onProgress: console.log })
    for (const scenario of scenarios) {
      if (values.scenario.length > 0 && !values.scenario.includes(scenario.name)) continue
      const note = (line: string) => console.log(`${elapsed()} [${scenario.name}] ${line}`)
      const { stack, disk } = await stacks.get(scenario.needsSmallDisk && !quick ? 'small-disk' : 'shared')
      const outcome = await runScenario({ scenario, stack, disk, reaper, seed, quick, signal, note })
      outcomes.push(outcome)
      if (outcome.faults.length > 0) console.log(formatFailure(outcome, { seed, quick }))
    }
  } catch (error) {
    if (!signal.aborted) throw error
    console.log('stopped')
    return 130
  } finally {
    await reaper.stop()
  }
  console.log(formatSummary(outcomes, seed))
  return outcomes.some(({ faults }) => faults.length > 0) ? 1 : 0
}
