import { html } from 'hono/html'
import type { FeedAction } from '../outgoing/outgoing-client.ts'
import { actionWords } from './feed-actions.ts'
import type { Html } from './html.ts'

/** Asks once before something is done; with script it is shown as a dialog over the page. */
export function confirmPage(feed: string, action: FeedAction, { csrfToken }: { csrfToken: string }): Html {
  const { button, question, consequence, isDangerous } = actionWords[action]
  const place = `/feeds/${encodeURIComponent(feed)}`
  return html`<div class="card narrow"><div class="confirm">
<h1>${question(feed)}</h1>
<p>${consequence}</p>
<form class="actions" method="post" action="${place}/${action}"><input type="hidden" name="csrf" value="${csrfToken}"><a class="button" href="${place}" data-cancel>Cancel</a><button class="${isDangerous ? 'danger' : 'primary'}" type="submit">${button}</button></form>
</div></div>`
}
