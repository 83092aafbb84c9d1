import { html } from 'hono/html'
import type { AssetPath } from '../pages/assets.ts'
import type { Html } from '../pages/html.ts'
import { pageHead } from '../pages/page-head.ts'

/** A page for somebody who is not logged in, or who cannot be shown what they asked for. */
export interface Notice {
  readonly title: string
  readonly sentences: readonly string[]
  /** Where to go from here. */
  readonly links?: readonly { readonly text: string; readonly href: string }[]
}

export function noticePage({ title, sentences, links = [] }: Notice, asset: AssetPath): Html {
  return html`<!doctype html>
<html lang="en">
${pageHead(title, asset)}
<body>
<header class="top"><a class="brand" href="/"><img src="${asset('icon.svg')}" width="22" height="22" alt=""><span>Activity Stream</span></a></header>
<main id="main"><div class="card narrow"><div class="confirm">
<h1>${title}</h1>
${sentences.map((sentence) => html`<p>${sentence}</p>`)}
${links.length > 0 ? html`<p class="actions">${links.map(({ text, href }) => html`<a class="button" href="${href}">${text}</a> `)}</p>` : ''}
</div></div></main>
</body>
</html>`
}
