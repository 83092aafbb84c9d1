import { type ArenaOptions, createArena } from './create-arena.ts'

export interface Outcome {
  readonly name: string
  readonly title: string
  readonly faults: readonly string[]
  /** Answers that the reader judged. */
  readonly looks: number
  readonly ms: number
  /** The last lines of each process: of use when something does not hold. */
  readonly logs: readonly string[]
}

/** How many times as long as it should take a scenario may take: machines are shared. */
const PATIENCE = 5
/** Log lines of a process that are shown. */
const LAST_LINES = 40

/** Plays one scenario to its end, whatever happens in it. */
export async function runScenario(options: ArenaOptions): Promise<Outcome> {
  const { scenario, quick, note } = options
  const { name, title, seconds } = scenario
  const from = performance.now()
  const limitSeconds = PATIENCE * (quick ? seconds.quick : seconds.full)
  const limit = AbortSignal.timeout(1_000 * limitSeconds)
  const signal = AbortSignal.any([options.signal, limit])
  note(`${title}...`)
  await using arena = await createArena({ ...options, signal })
  try {
    await scenario.run(arena)
  } catch (error) {
    options.signal.throwIfAborted()
    if (limit.aborted) arena.fault(`it did not end within ${limitSeconds} s`)
    else if (!arena.signal.aborted) arena.fault(error instanceof Error ? (error.stack ?? error.message) : String(error))
  }
  const { faults, looks, instances } = arena
  const logs = instances.flatMap(({ name: process, lines }) =>
    lines.slice(-LAST_LINES).map((line) => `${process} | ${line}`),
  )
  return { name, title, faults: [...faults], looks, ms: performance.now() - from, logs }
}
