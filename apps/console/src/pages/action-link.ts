import { html } from 'hono/html'
import type { FeedAction } from '../outgoing/outgoing-client.ts'
import { actionWords } from './feed-actions.ts'
import type { Html } from './html.ts'

/** Leads to the question whether it is meant: see confirm-page.ts. */
export function actionLink(feed: string, action: FeedAction): Html {
  const { button, isDangerous } = actionWords[action]
  const look = isDangerous ? 'danger' : action === 'approve' ? 'primary' : ''
  return html`<a class="button ${look}" href="/feeds/${encodeURIComponent(feed)}/${action}" data-confirm>${button}</a>`
}
