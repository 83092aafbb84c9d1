import { html } from 'hono/html'
import type { Person } from '../console-env.ts'
import type { FeedLine } from '../live/look-at-feeds.ts'
import type { DeadLetterPage, DeletionReceipt, Generation, HeldDifference, PassRecord } from '../outgoing/wire.ts'
import { actionLink } from './action-link.ts'
import { actionsLog } from './actions-log.ts'
import { deadLetterList } from './dead-letters.ts'
import { absent, feedCells } from './feed-cells.ts'
import { generationsTable } from './generations-table.ts'
import { heldCard } from './held-card.ts'
import type { Html } from './html.ts'
import { passesTable } from './passes-table.ts'
import { formatCounted, formatDuration } from './quantity.ts'
import { receiptsTable } from './receipts-table.ts'
import { timeElement } from './time-element.ts'

/** A part of the page that was asked for: what came, or why nothing did. */
export type Asked<Value> = { readonly value: Value } | { readonly trouble: string }

/** What a feed's page shows. */
export interface FeedView {
  readonly line: FeedLine
  /** Milliseconds since 1970. */
  readonly at: number
  readonly passes: Asked<readonly PassRecord[]>
  readonly deadLetters: Asked<DeadLetterPage>
  readonly generations: Asked<readonly Generation[]>
  readonly held: Asked<HeldDifference | undefined>
  readonly receipts: Asked<readonly DeletionReceipt[]>
}

/** Everything about one feed, and what can be done to it. */
export function feedPage(view: FeedView, person: Person): Html {
  const { line, at } = view
  const { feed, entry } = line
  const mayAct = person.role === 'operator'
  const place = `/feeds/${encodeURIComponent(feed)}`
  const cells = feedCells(line, at)
  const cell = (name: keyof typeof cells) => html`<span data-feed="${feed}" data-cell="${name}">${cells[name]}</span>`
  return html`<p class="back"><a href="/">All feeds</a></p>
<div data-feed="" data-cell="trouble"></div>
<div class="title"><div><h1>${feed}</h1><p class="status" data-feed="${feed}" data-cell="status">${cells.status}</p></div>
${mayAct ? html`<div class="actions" id="actions" data-live>${(entry.paused ? (['run', 'resume'] as const) : (['run', 'pause'] as const)).map((action) => actionLink(feed, action))}</div>` : ''}</div>
<span hidden data-feed="${feed}" data-cell="revision">${cells.revision}</span>
<div id="held" data-live>${part(view.held, (held) => (held ? heldCard(feed, held, { at, mayAct }) : ''))}</div>
<dl class="card tiles">
<div><dt>Pass</dt><dd><span class="cell" data-feed="${feed}" data-cell="pass">${cells.pass}</span></dd></div>
<div><dt>Published to visible</dt><dd><span class="cell" data-feed="${feed}" data-cell="fresh">${cells.fresh}</span></dd></div>
<div><dt>Ingest rate</dt><dd><span class="cell" data-feed="${feed}" data-cell="rate">${cells.rate}</span></dd></div>
<div><dt>Activities searchable</dt><dd>${cell('searchable')}</dd></div>
<div><dt>Dead letters</dt><dd>${cell('dead')}</dd></div>
<div><dt>Time to forget</dt><dd id="forget" data-live>${entry.forget ? html`${formatDuration(entry.forget.ms)} <small>${timeElement(entry.forget.at, at)}</small>` : absent('nothing deleted yet')}</dd></div>
<div><dt>Instance</dt><dd>${cell('holder')}</dd></div>
</dl>
<section class="card" aria-labelledby="passes-title"><h2 id="passes-title">Passes</h2><div id="passes" data-live>${part(view.passes, (passes) => passesTable(passes, at))}</div></section>
<section class="card" aria-labelledby="dead-title"><header><h2 id="dead-title">Dead letters</h2><a href="${place}/dead-letters">All of them</a></header><div id="dead" data-live>${part(view.deadLetters, (page) => deadLetterList(page.deadLetters, at))}</div></section>
<div class="columns">
<section class="card" aria-labelledby="generations-title"><h2 id="generations-title">Generations</h2><div id="generations" data-live>${part(view.generations, (generations) => generationsTable(feed, generations, { at, mayAct }))}</div></section>
<section class="card" aria-labelledby="receipts-title"><h2 id="receipts-title">Deletion receipts</h2><div id="receipts" data-live>${part(view.receipts, (receipts) => receiptsTable(receipts, at))}</div></section>
</div>
<section class="card" aria-labelledby="actions-title"><h2 id="actions-title">Who did what</h2><div id="done" data-live>${actionsLog(entry.actions, at)}</div></section>`
}

/** A page of dead letters of its own. */
export function deadLettersPage(feed: string, page: DeadLetterPage, at: number): Html {
  const place = `/feeds/${encodeURIComponent(feed)}`
  return html`<p class="back"><a href="${place}">${feed}</a></p>
<h1>Dead letters</h1>
<section class="card" aria-label="Dead letters"><header><p>${formatCounted(page.total, 'document')} of this feed could not be read or indexed. Each goes away by itself once a pass no longer meets it.</p></header><div id="dead" data-live>${deadLetterList(page.deadLetters, at)}</div>
${page.next === undefined ? '' : html`<nav class="pager" aria-label="Pages"><a class="button" href="${place}/dead-letters?after=${encodeURIComponent(page.next)}">Next page</a></nav>`}</section>`
}

function part<Value>(asked: Asked<Value>, render: (value: Value) => Html | ''): Html | '' {
  return 'value' in asked ? render(asked.value) : html`<p class="pad"><span class="absent">${asked.trouble}</span></p>`
}
