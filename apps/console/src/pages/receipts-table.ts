import { html } from 'hono/html'
import type { DeletionReceipt } from '../outgoing/wire.ts'
import type { Html } from './html.ts'
import { signed } from './passes-table.ts'
import { formatCounted } from './quantity.ts'
import { timeElement } from './time-element.ts'

/** What each swap added and removed, with the hashes of what was removed as proof. */
export function receiptsTable(receipts: readonly DeletionReceipt[], now: number): Html {
  if (receipts.length === 0) return html`<p class="pad"><span class="absent">No receipt yet.</span></p>`
  return html`<div class="scroll" tabindex="0" role="group" aria-label="Deletion receipts"><table>
<thead><tr><th scope="col">Swapped</th><th scope="col">Activities</th><th scope="col">Objects</th><th scope="col">Proof</th></tr></thead>
<tbody>${receipts.map(
    (receipt) =>
      html`<tr><td>${timeElement(receipt.at, now)}</td>${[receipt.activities, receipt.objects].map(
        ({ added, removed }) =>
          html`<td>${added + removed === 0 ? html`<span class="none">none</span>` : html`${signed(added, '+')} ${signed(removed, '−')}`}</td>`,
      )}<td>${proof(receipt)}</td></tr>`,
  )}</tbody></table></div>`
}

function proof({ at, removedIds, complete }: DeletionReceipt): Html {
  if (removedIds.length === 0) return html`<span class="none">–</span>`
  const said = `${formatCounted(removedIds.length, 'hash', 'hashes')}${complete ? '' : ', not all'}`
  return html`<details id="receipt-${at.replaceAll(/\W/g, '')}"><summary>${said}</summary><ul class="ids">${removedIds.map((hash) => html`<li>${hash}</li>`)}</ul></details>`
}
