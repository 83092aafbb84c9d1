import { feedIds } from './app-environments.ts'
import type { Sight } from './watch-incoming.ts'

/**
 * One line of what is so now: `2 feeds · 3,612 activities searchable · pass 2: 1,200 read · newest 1.3 s old`.
 *
 * @param readBefore Activities that earlier passes read.
 */
export function describeSight({ searchable, newestAgeMs, passes, read }: Sight, readBefore: number): string {
  const reading = read - readBefore
  return [
    `${feedIds.length} feeds`,
    `${count(searchable)} activities searchable`,
    reading > 0
      ? `pass ${passes + 1}: ${count(reading)} read`
      : `${count(passes)} ${passes === 1 ? 'pass' : 'passes'} done`,
    newestAgeMs === undefined ? 'none seen yet' : `newest ${age(newestAgeMs)} old`,
  ].join(' · ')
}

function count(value: number): string {
  return value.toLocaleString('en')
}

function age(ms: number): string {
  const seconds = Math.max(0, ms) / 1000
  if (seconds < 60) return `${seconds.toFixed(1)} s`
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`
}
