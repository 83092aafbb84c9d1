import { html } from 'hono/html'
import type { AssetPath } from './assets.ts'
import type { Html } from './html.ts'

/** What every page has in its `<head>`; `script` where it runs ours. */
export function pageHead(title: string, asset: AssetPath, { script = false } = {}): Html {
  return html`<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · Activity Stream</title>
<link rel="icon" href="${asset('icon.svg')}" type="image/svg+xml">
<link rel="stylesheet" href="${asset('console.css')}">
${script ? html`<script type="module" src="${asset('console.js')}"></script>` : ''}
</head>`
}
