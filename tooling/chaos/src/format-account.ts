import type { Outcome } from './run-scenario.ts'

/** What did not hold, how to see it again, and what the processes said last. */
export function formatFailure(
  { name, title, faults, logs }: Outcome,
  { seed, quick }: { seed: number; quick: boolean },
): string {
  return [
    '',
    `DOES NOT HOLD: ${name} (${title})`,
    `again: pnpm chaos --seed ${seed} --scenario ${name}${quick ? ' --quick' : ''}`,
    ...faults.map((fault) => `  - ${fault}`),
    'the last lines of its processes:',
    ...logs.map((line) => `  ${line}`),
    '',
  ].join('\n')
}

/** One line a scenario, and one for all. */
export function formatSummary(outcomes: readonly Outcome[], seed: number): string {
  const failed = outcomes.filter(({ faults }) => faults.length > 0).length
  const width = Math.max(8, ...outcomes.map(({ name }) => name.length))
  const line = (name: string, holds: string, looks: string | number, seconds: string, title: string): string =>
    `${name.padEnd(width)}  ${holds.padEnd(9)}  ${String(looks).padStart(6)}  ${seconds.padStart(7)}  ${title}`
  return [
    line('scenario', 'holds', 'looks', 'seconds', ''),
    ...outcomes.map(({ name, title, faults, looks, ms }) =>
      line(name, faults.length === 0 ? 'yes' : `${faults.length} FAULTS`, looks, (ms / 1000).toFixed(1), title),
    ),
    `${outcomes.length - failed} of ${outcomes.length} scenarios hold (seed ${seed})`,
  ].join('\n')
}
