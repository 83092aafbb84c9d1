import { html } from 'hono/html'
import type { Generation } from '../outgoing/wire.ts'
import { actionLink } from './action-link.ts'
import type { Html } from './html.ts'
import { formatCount } from './quantity.ts'
import { timeElement } from './time-element.ts'

const states = {
  live: 'Live: what readers see',
  kept: 'Kept for a roll back',
  held: 'Held',
  filling: 'Being filled',
} as const

/** A feed's filled indexes, and the way back to an earlier one. */
export function generationsTable(
  feed: string,
  generations: readonly Generation[],
  { at, mayAct }: { at: number; mayAct: boolean },
): Html {
  if (generations.length === 0) return html`<p class="pad"><span class="absent">None yet.</span></p>`
  const isKept = generations.some(({ state }) => state === 'kept')
  return html`<div class="scroll" tabindex="0" role="group" aria-label="Generations"><table>
<thead><tr><th scope="col">Generation</th><th scope="col">Begun</th><th scope="col" class="num">Activities</th><th scope="col" class="num">Objects</th></tr></thead>
<tbody>${generations.map(
    ({ state, openedAt, documents }) =>
      html`<tr><td>${states[state]}</td><td>${timeElement(openedAt, at)}</td><td class="num">${formatCount(documents.activities)}</td><td class="num">${formatCount(documents.objects)}</td></tr>`,
  )}</tbody></table></div>${mayAct && isKept ? html`<div class="pad actions roll-back">${actionLink(feed, 'roll-back')}</div>` : ''}`
}
