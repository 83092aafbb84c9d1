import { html } from 'hono/html'
import type { HeldDifference } from '../outgoing/wire.ts'
import { actionLink } from './action-link.ts'
import type { Html } from './html.ts'
import { signed } from './passes-table.ts'
import { formatCount, formatCounted } from './quantity.ts'
import { timeElement } from './time-element.ts'

/** What publishing the generation that the guard holds would change, and the decision. */
export function heldCard(feed: string, held: HeldDifference, { at, mayAct }: { at: number; mayAct: boolean }): Html {
  return html`<section class="card held" aria-labelledby="held-title">
<header><h2 id="held-title">A generation waits for a decision</h2><span class="reason">held ${timeElement(held.since, at)}, ${formatCounted(held.agreeing, 'pass says', 'passes say')} the same</span></header>
<p>${sentence(held.reason)} Readers still see ${formatCounted(held.live, 'activity', 'activities')}; it has ${formatCount(held.next)}.</p>
<div class="pad side-by-side">
${held.byType.length === 0 ? '' : byType(held)}
${sample('No longer seen', held.removedIds)}
${sample('New', held.addedIds)}
</div>
${mayAct ? html`<div class="pad actions">${actionLink(feed, 'approve')}${actionLink(feed, 'reject')}</div>` : ''}
</section>`
}

function byType({ byType: types }: HeldDifference): Html {
  return html`<div class="scroll" tabindex="0" role="group" aria-label="Activities by type"><table><caption class="visually-hidden">Activities by type</caption><thead><tr><th scope="col">Type</th><th scope="col" class="num">Now</th><th scope="col" class="num">Then</th><th scope="col" class="num">Change</th></tr></thead><tbody>${types.map(
    ({ type, live, next }) =>
      html`<tr><td>${type}</td><td class="num">${formatCount(live)}</td><td class="num">${formatCount(next)}</td><td class="num">${signed(Math.abs(next - live), next < live ? '−' : '+')}</td></tr>`,
  )}</tbody></table></div>`
}

function sample(title: string, ids: readonly string[]): Html | '' {
  if (ids.length === 0) return ''
  return html`<div><h3>${title}, such as</h3><ul class="ids">${ids.map((id) => html`<li>${id}</li>`)}</ul></div>`
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${text.endsWith('.') ? '' : '.'}`
}
