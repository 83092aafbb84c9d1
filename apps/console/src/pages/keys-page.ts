import { html } from 'hono/html'
import type { Html } from './html.ts'
import { formatCount } from './quantity.ts'
import type { KeyView, Permission } from './read-keys.ts'
import { timeElement } from './time-element.ts'

/** Which consumer sees what, and whether it asks. */
export function keysPage(keys: readonly KeyView[] | undefined | string, now: number): Html {
  return html`<h1>Keys</h1><div id="keys" data-live>${
    typeof keys === 'string' ? html`<div class="notice notice-bad" role="alert"><p>${keys}</p></div>` : table(keys, now)
  }</div>`
}

function table(keys: readonly KeyView[] | undefined, now: number): Html {
  if (keys === undefined) return html`<p class="notice">No instance of incoming tells of its keys at the moment.</p>`
  const sorted = [...keys].sort((one, other) => one.id.localeCompare(other.id, 'en'))
  return html`<div class="card scroll" tabindex="0" role="group" aria-label="Keys"><table>
<thead><tr><th scope="col">Key</th><th scope="col">Sees of activities</th><th scope="col">Sees of objects</th><th scope="col">Last used</th><th scope="col" class="num">Requests</th><th scope="col">Refused</th></tr></thead>
<tbody>${sorted.map((key) => keyRow(key, now))}</tbody></table></div>`
}

function keyRow(
  { id, type, strict, permissions, lastUsedAt, requests, refused, lastRefusal }: KeyView,
  now: number,
): Html {
  return html`<tr><th scope="row"><span class="feed-name">${id}</span><small>${[type, strict ? 'strict' : undefined].filter((word) => word !== undefined).join(', ')}</small></th><td>${sees(permissions.activities)}</td><td>${sees(permissions.objects)}</td><td>${lastUsedAt === undefined ? html`<span class="absent">never</span>` : timeElement(lastUsedAt, now)}</td><td class="num">${formatCount(requests)}</td><td>${refused === 0 ? html`<span class="none">0</span>` : html`<span class="dead">${formatCount(refused)}</span>${lastRefusal === undefined ? '' : html` <span class="reason">last: ${lastRefusal.replaceAll(/[-_]/g, ' ')}</span>`}`}</td></tr>`
}

/** Several permissions have to hold at once; none means nothing. */
function sees(permissions: readonly Permission[]): Html {
  if (permissions.length === 0 || permissions.some(({ type }) => type === 'none'))
    return html`<span class="absent">nothing</span>`
  const terms = permissions.filter((permission) => permission.type === 'terms')
  if (terms.length === 0) return html`everything`
  return html`<ul class="ids">${terms.map(({ field, values }) => html`<li>${field}: ${values.join(', ')}</li>`)}</ul>`
}
