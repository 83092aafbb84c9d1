import { html } from 'hono/html'
import type { Html } from './html.ts'
import { formatCount } from './quantity.ts'

export interface Bar {
  /** What it stands for: `21 Nov 2026`. */
  readonly name: string
  readonly value: number
}

const HEIGHT = 80
const WIDTH = 960

/** Bars beside each other, as wide as there is room; each tells its name and value. */
export function barChart(bars: readonly Bar[], { label }: { label: string }): Html {
  if (bars.length === 0) return html``
  const top = Math.max(1, ...bars.map(({ value }) => value))
  const step = WIDTH / bars.length
  const gap = Math.min(2, step / 5)
  return html`<svg class="histogram" role="img" aria-label="${label}" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none">${bars.map(
    ({ name, value }, place) => {
      // what is there at all can be seen
      const height = value === 0 ? 0 : Math.max(1.5, (value / top) * HEIGHT)
      return html`<rect x="${(place * step + gap / 2).toFixed(2)}" y="${(HEIGHT - height).toFixed(2)}" width="${(step - gap).toFixed(2)}" height="${height.toFixed(2)}"><title>${name}: ${formatCount(value)}</title></rect>`
    },
  )}</svg>`
}
