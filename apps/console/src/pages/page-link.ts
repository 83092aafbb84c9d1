import { html } from 'hono/html'
import type { Html } from './html.ts'

/** A page of a source. A link only where it can be followed: a URL comes from a source, which may write anything. */
export function pageLink(url: string): Html {
  const isWeb = URL.canParse(url) && ['http:', 'https:'].includes(new URL(url).protocol)
  return isWeb ? html`<a href="${url}" rel="noopener noreferrer" target="_blank">${url}</a>` : html`<code>${url}</code>`
}
