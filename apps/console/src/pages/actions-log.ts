import { html } from 'hono/html'
import type { FeedEntry } from '../outgoing/wire.ts'
import { actionWords, readAction } from './feed-actions.ts'
import type { Html } from './html.ts'
import { timeElement } from './time-element.ts'

/** What people have had done to a feed, newest first. */
export function actionsLog(actions: FeedEntry['actions'], now: number): Html {
  if (actions.length === 0) return html`<p class="pad"><span class="absent">Nobody did anything.</span></p>`
  const newestFirst = [...actions].sort((one, other) => Date.parse(other.at) - Date.parse(one.at))
  return html`<div class="scroll" tabindex="0" role="group" aria-label="Who did what"><table><thead><tr><th scope="col">When</th><th scope="col">Who</th><th scope="col">What</th></tr></thead><tbody>${newestFirst.map(
    ({ at, person, action }) =>
      html`<tr><td>${timeElement(at, now)}</td><td>${person}</td><td>${wordOf(action)}</td></tr>`,
  )}</tbody></table></div>`
}

function wordOf(action: string): string {
  const known = readAction(action)
  return known ? actionWords[known].button : action
}
