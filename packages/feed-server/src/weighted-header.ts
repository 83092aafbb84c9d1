/**
 * The members of a header such as Accept or Accept-Encoding with their weights: `br;q=0.5, gzip` → br 0.5, gzip 1. Lower
 * case, without other parameters; a weight that is no number is 0. RFC 9110 §12.4.2.
 */
export function weightedHeader(header: string | null): Map<string, number> {
  const weights = new Map<string, number>()
  for (const part of (header ?? '').toLowerCase().split(',')) {
    const [name = '', ...parameters] = part.split(';').map((text) => text.trim())
    const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? '1'
    const value = /^[01](\.\d*)?$/.test(weight) ? Number(weight) : 0
    if (name !== '') weights.set(name, Math.max(value, weights.get(name) ?? 0))
  }
  return weights
}
