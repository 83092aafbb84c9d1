import { html, raw } from 'hono/html'
import type { Html } from './html.ts'

export interface SparklineOptions {
  /** What a screen reader says in its place. */
  readonly label: string
  /** In CSS pixels. Default 96 × 24. */
  readonly width?: number
  readonly height?: number
  /** The most samples shown. Default 60. */
  readonly capacity?: number
  /** What the top stands for where all values are lower. Default 0: the highest value is at the top. */
  readonly atLeast?: number
}

/** A small line of values, oldest first, zero at the bottom. `undefined` is a gap. */
export function sparkline(values: readonly (number | undefined)[], options: SparklineOptions): Html {
  const { label, width = 96, height = 24, capacity = 60, atLeast = 0 } = options
  const shown = values.slice(-capacity)
  const places = Math.max(shown.length, Math.min(FEW, capacity))
  const { line, area } = sparklinePaths(shown, { width, height, places, atLeast })
  return html`<svg class="spark" role="img" aria-label="${label}" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" preserveAspectRatio="none"><path class="spark-area" d="${raw(area)}"/><path class="spark-line" d="${raw(line)}"/></svg>`
}

/** Two values would be one steep line: a young series begins at the right, and takes the whole width from so many on. */
const FEW = 12

/** The two paths of a sparkline, whose width is for so many `places`; the newest value has the last. Pure. */
export function sparklinePaths(
  values: readonly (number | undefined)[],
  { width, height, places, atLeast }: { width: number; height: number; places: number; atLeast: number },
): { line: string; area: string } {
  const top = Math.max(atLeast, ...values.map((value) => value ?? 0)) || 1
  const step = width / Math.max(1, places - 1)
  const points = values.map((value, position) =>
    value === undefined
      ? undefined
      : {
          x: round(width - (values.length - 1 - position) * step),
          y: round(height - 1 - (value / top) * (height - 2)),
        },
  )
  const runs = runsOf(points)
  const line = runs.map((run) => `M${run.map(({ x, y }) => `${x} ${y}`).join('L')}`).join('')
  const area = runs
    .map((run) => `M${run[0]?.x} ${height}L${run.map(({ x, y }) => `${x} ${y}`).join('L')}L${run.at(-1)?.x} ${height}Z`)
    .join('')
  return { line, area }
}

function runsOf<Point>(points: readonly (Point | undefined)[]): Point[][] {
  const runs: Point[][] = []
  let before: Point | undefined
  for (const point of points) {
    if (point !== undefined && before === undefined) runs.push([])
    if (point !== undefined) runs.at(-1)?.push(point)
    before = point
  }
  // a single value would be a line without length
  return runs.filter((run) => run.length > 1)
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
