import { html } from 'hono/html'
import type { Person } from '../console-env.ts'
import type { AssetPath } from './assets.ts'
import type { Html } from './html.ts'
import { pageHead } from './page-head.ts'

/** What is the same on every page. */
export interface PageContext {
  readonly person: Person
  readonly csrfToken: string
  readonly login: 'none' | 'openid' | 'oauth2'
  readonly dashboards: boolean
  readonly asset: AssetPath
}

export interface PageOptions {
  readonly title: string
  /** The path of the part of the navigation that the page belongs to. */
  readonly section?: '/' | '/search' | '/keys' | '/system'
  readonly body: Html
  /** Where the page's changes are streamed from. */
  readonly live?: string
  /** Reads what is marked `data-live` anew every so many seconds. */
  readonly refreshSeconds?: number
  readonly flash?: Flash | undefined
}

/** What became of what somebody just did. */
export interface Flash {
  readonly tone: 'good' | 'bad'
  readonly text: string
}

const sections = [
  ['/', 'Feeds'],
  ['/search', 'Search'],
  ['/keys', 'Keys'],
  ['/system', 'System'],
] as const

/** A whole page. */
export function layout(context: PageContext, { title, section, body, live, refreshSeconds, flash }: PageOptions): Html {
  const { asset, dashboards } = context
  return html`<!doctype html>
<html lang="en">
${pageHead(title, asset, { script: true })}
<body data-stream="${live ?? ''}" data-refresh="${refreshSeconds ?? 0}">
<a class="skip" href="#main">Skip to content</a>
<header class="top">
<a class="brand" href="/"><svg viewBox="0 0 24 24" width="22" height="22" aria-hidden="true"><path class="wave wave-1" d="M3 8c3-3 6-3 9 0s6 3 9 0"/><path class="wave wave-2" d="M3 13c3-3 6-3 9 0s6 3 9 0"/><path class="wave wave-3" d="M3 18c3-3 6-3 9 0s6 3 9 0"/></svg><span>Activity Stream</span></a>
<nav aria-label="Main"><ul>${sections.map(
    ([path, name]) => html`<li><a href="${path}"${section === path ? html` aria-current="page"` : ''}>${name}</a></li>`,
  )}${dashboards ? html`<li><a href="/dashboards/">Dashboards</a></li>` : ''}</ul></nav>
<div class="who">${live || refreshSeconds ? html`<span class="pulse" role="status" data-pulse hidden></span>` : ''}${who(context)}</div>
</header>
${flash ? html`<div class="flash flash-${flash.tone}" role="${flash.tone === 'bad' ? 'alert' : 'status'}"><p>${flash.text}</p></div>` : ''}
<main id="main" tabindex="-1">${body}</main>
<dialog id="confirm" aria-labelledby="confirm-title"></dialog>
</body>
</html>`
}

function who({ person, csrfToken, login }: PageContext): Html {
  const role = person.role === 'operator' ? 'Operator' : 'Viewer'
  if (login === 'none')
    return html`<span class="person" title="Nobody logs in here: the console listens on this machine only">No login · ${role}</span>`
  return html`<span class="person"><span class="person-name" title="${person.email}">${person.name}</span> · ${role}</span><form method="post" action="/logout"><input type="hidden" name="csrf" value="${csrfToken}"><button class="quiet" type="submit">Log out</button></form>`
}
