import { html } from 'hono/html'
import type { Html } from './html.ts'
import { layout, type PageContext } from './layout.ts'

/** A page that says what is wrong. */
export function troublePage(context: PageContext, title: string, why: string | Html): Html {
  const body = html`<h1>${title}</h1><p>${why}</p><p><a href="/">All feeds</a></p>`
  return layout(context, { title, body })
}
