import { html } from 'hono/html'
import type { PassRecord } from '../outgoing/wire.ts'
import type { Html } from './html.ts'
import { formatCount, formatDuration } from './quantity.ts'
import { timeElement } from './time-element.ts'

const outcomes = { published: 'Published', held: 'Held', failed: 'Failed', cancelled: 'Cancelled' } as const

/** The last passes of a feed, newest first. */
export function passesTable(passes: readonly PassRecord[], now: number): Html {
  if (passes.length === 0) return html`<p class="pad"><span class="absent">No pass has ended yet.</span></p>`
  return html`<div class="scroll" tabindex="0" role="group" aria-label="Passes"><table>
<thead><tr><th scope="col">Ended</th><th scope="col">Outcome</th><th scope="col" class="num">Took</th><th scope="col" class="num">Pages</th><th scope="col" class="num">Activities</th><th scope="col" class="num">Added</th><th scope="col" class="num">Changed</th><th scope="col" class="num">Removed</th><th scope="col" class="num">Refused</th></tr></thead>
<tbody>${passes.map((pass) => passRow(pass, now))}</tbody></table></div>
<p class="pad reason">Added, changed and removed are activities, compared with what readers saw before the pass was published. Changed goes by checksums, and is not known of the first pass after a restart.</p>`
}

function passRow(pass: PassRecord, now: number): Html {
  const { outcome, reason } = pass
  return html`<tr><td>${timeElement(pass.endedAt, now)}</td><td><span class="outcome outcome-${outcome}"><span class="dot" aria-hidden="true"></span>${outcomes[outcome]}</span>${reason === undefined ? '' : html` <span class="reason">${reason}</span>`}</td><td class="num">${formatDuration(pass.ms)}</td><td class="num">${pagesCell(pass)}</td><td class="num">${counted(pass.activities)}</td><td class="num">${signed(pass.added, '+')}</td><td class="num">${counted(pass.changed)}</td><td class="num">${signed(pass.removed, '−')}</td><td class="num">${pass.refused === 0 ? counted(0) : html`<span class="dead">${formatCount(pass.refused)}</span>`}</td></tr>`
}

/** How many, and how many of them were not as in the pass before. */
function pagesCell({ pages, changedPages }: PassRecord): Html {
  if (!changedPages || changedPages === pages) return counted(pages)
  return html`${formatCount(pages)} <span class="under">${formatCount(changedPages)} changed</span>`
}

function counted(count: number | undefined): Html {
  if (count === undefined) return html`<span class="none" title="Not known">–</span>`
  return count === 0 ? html`<span class="none">0</span>` : html`${formatCount(count)}`
}

/** How many were added or removed: quiet where it is none. */
export function signed(count: number | undefined, sign: '+' | '−'): Html {
  if (!count) return counted(count)
  return html`<span class="${sign === '+' ? 'plus' : 'minus'}">${sign}${formatCount(count)}</span>`
}
