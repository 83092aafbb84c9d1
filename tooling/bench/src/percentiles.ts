/** The value below which this share of the values lies. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

/** `p50 31 ms, p95 64 ms, greatest 90 ms` */
export function describeTimes(ms: readonly number[]): string {
  const [p50, p95, greatest] = [0.5, 0.95, 1].map((share) => percentile(ms, share).toFixed(0))
  return `p50 ${p50} ms, p95 ${p95} ms, greatest ${greatest} ms`
}
