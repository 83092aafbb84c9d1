/** `name{labels} value timestamp`, labels and timestamp optional. */
const sample = /^([\w:]+)(?:\{(.*)\})?\s+(\S+)/

/**
 * The sum of a metric over all its series that carry the labels; 0 where there is none.
 *
 * @param text The Prometheus text format.
 * @example readMetric('a_total{feed="x",type="full"} 2\na_total{feed="y",type="full"} 3', 'a_total', { type: 'full' }) // 5
 */
export function readMetric(text: string, name: string, labels: Readonly<Record<string, string>> = {}): number {
  const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`)
  let sum = 0
  for (const line of text.split('\n')) {
    const [, lineName, lineLabels = '', value] = sample.exec(line) ?? []
    const has = lineLabels.split(',')
    if (lineName === name && wanted.every((pair) => has.includes(pair))) sum += Number(value)
  }
  return sum
}
