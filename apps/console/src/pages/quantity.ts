const grouped = new Intl.NumberFormat('en')
const oneDecimal = new Intl.NumberFormat('en', { maximumFractionDigits: 1 })

/** @example formatCount(1234567) // '1,234,567' */
export function formatCount(count: number): string {
  return grouped.format(count)
}

/** A number with its noun: `1 page`, `3 pages`, `2 people`. */
export function formatCounted(count: number, one: string, many = `${one}s`): string {
  return `${grouped.format(count)} ${count === 1 ? one : many}`
}

/** @example formatRate(0.04) // '< 0.1' */
export function formatRate(perSecond: number): string {
  if (perSecond > 0 && perSecond < 0.1) return '< 0.1'
  return perSecond < 10 ? oneDecimal.format(perSecond) : grouped.format(Math.round(perSecond))
}

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/**
 * How long something took, in its largest unit or two.
 *
 * @example formatDuration(340) // '340 ms'; 2_340: '2.3 s'; 75_000: '1 min 15 s'; 3_600_000: '1 h'; 90_000_000: '1 d 1 h'
 */
export function formatDuration(ms: number): string {
  const whole = Math.max(0, Math.round(ms))
  if (whole < SECOND) return `${whole} ms`
  if (whole < MINUTE - 50) return `${oneDecimal.format(whole / SECOND)} s`
  if (whole < HOUR) return twoUnits(whole, [MINUTE, 'min'], [SECOND, 's'])
  if (whole < DAY) return twoUnits(whole, [HOUR, 'h'], [MINUTE, 'min'])
  return twoUnits(whole, [DAY, 'd'], [HOUR, 'h'])
}

/** @example formatBytes(1_530_000) // '1.5 MB' */
export function formatBytes(bytes: number): string {
  let value = bytes
  for (const unit of ['B', 'kB', 'MB', 'GB', 'TB']) {
    if (value < 1_000 || unit === 'TB') return `${oneDecimal.format(value)} ${unit}`
    value /= 1_000
  }
  return ''
}

type Unit = readonly [ms: number, name: string]

function twoUnits(ms: number, [large, largeName]: Unit, [small, smallName]: Unit): string {
  const inSmall = Math.round(ms / small)
  const [count, rest] = [Math.floor((inSmall * small) / large), inSmall % Math.round(large / small)]
  return rest === 0 ? `${count} ${largeName}` : `${count} ${largeName} ${rest} ${smallName}`
}
