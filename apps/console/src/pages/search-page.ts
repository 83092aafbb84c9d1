import { html } from 'hono/html'
import { barChart } from './bar-chart.ts'
import type { Html } from './html.ts'
import { pageLink } from './page-link.ts'
import { prettyJson } from './pretty-json.ts'
import { formatCount, formatCounted } from './quantity.ts'
import type { Counted, FoundDocument, SearchFound } from './run-search.ts'
import { PAGE_SIZE, type SearchAsked, searchBody, searchPath } from './search-query.ts'
import { formatMoment, timeElement } from './time-element.ts'

const MAX_SHOWN = 40_000

/** A search over all that is searchable, whatever anybody's key may see. */
export function searchPage(
  asked: SearchAsked,
  found: SearchFound | string,
  { pages, now }: { pages: ReadonlyMap<FoundDocument, string>; now: number },
): Html {
  return html`<h1>Search</h1>
${form(asked)}
${typeof found === 'string' ? html`<div class="notice notice-bad" role="alert"><p>${found}</p></div>` : results(asked, found, { pages, now })}
${query(asked)}`
}

function form({ alias, text, feed, type, application, from, to }: SearchAsked): Html {
  const hidden = (name: string, value: string | undefined) =>
    value === undefined ? '' : html`<input type="hidden" name="${name}" value="${value}">`
  const option = (value: string, name: string) =>
    html`<option value="${value}"${alias === value ? html` selected` : ''}>${name}</option>`
  return html`<form class="card search-form" method="get" action="/search" role="search">
<label class="grow" for="q">Words, or an id<input id="q" name="q" type="search" value="${text}" maxlength="500" autocomplete="off"></label>
<label for="in">In<select id="in" name="in">${option('activities', 'Activities')}${option('objects', 'Objects')}</select></label>
<label for="from">From<input id="from" name="from" type="date" value="${from ?? ''}"></label>
<label for="to">To<input id="to" name="to" type="date" value="${to ?? ''}"></label>
${hidden('feed', feed)}${hidden('type', type)}${hidden('application', application)}
<button class="primary" type="submit">Search</button>
</form>`
}

function results(
  asked: SearchAsked,
  found: SearchFound,
  { pages, now }: { pages: ReadonlyMap<FoundDocument, string>; now: number },
): Html {
  const { total, tookMs, documents } = found
  const first = (asked.page - 1) * PAGE_SIZE + 1
  return html`<div class="search-layout">
<nav class="card facets" aria-label="Narrow the search">
${facet('Type', found.types, asked.type, (type) => searchPath(asked, { type }))}
${asked.alias === 'activities' ? facet('Application', found.applications, asked.application, (application) => searchPath(asked, { application })) : ''}
${facet('Feed', found.feeds, asked.feed, (feed) => searchPath(asked, { feed }))}
</nav>
<section class="card" aria-labelledby="found-title">
<header><h2 id="found-title">${formatCounted(total, 'document')}</h2><span class="reason">in ${formatCount(tookMs)} ms</span></header>
${found.dates.length > 1 ? dates(found) : ''}
${documents.length === 0 ? html`<p class="empty">Nothing matches. Fewer words, or another spelling?</p>` : html`<ul class="documents">${documents.map((document, place) => documentItem(document, { place, page: pages.get(document), now }))}</ul>`}
${total > documents.length ? pager(asked, { first, last: first + documents.length - 1, total }) : ''}
</section>
</div>`
}

function facet(
  title: string,
  counts: readonly Counted[],
  chosen: string | undefined,
  pathOf: (name: string | undefined) => string,
): Html {
  if (counts.length === 0 && chosen === undefined) return html`<div><h2>${title}</h2><p class="absent">none</p></div>`
  return html`<div><h2>${title}</h2><ul>${chosen === undefined ? '' : html`<li><a href="${pathOf(undefined)}" aria-current="true"><span>${chosen}</span><span aria-label="remove">×</span></a></li>`}${counts
    .filter(({ name }) => name !== chosen)
    .map(
      ({ name, count }) =>
        html`<li><a href="${pathOf(name)}"><span>${name}</span><span>${formatCount(count)}</span></a></li>`,
    )}</ul></div>`
}

function dates({ dates: spans }: SearchFound): Html {
  const [first, last] = [spans[0], spans.at(-1)]
  if (!first || !last) return html``
  const bars = spans.map(({ from, count }) => ({ name: formatMoment(from), value: count }))
  const label = `Documents by when they were published, from ${formatMoment(first.from)} to ${formatMoment(last.from)}`
  return html`<div class="pad">${barChart(bars, { label })}<div class="axis"><span>${formatMoment(first.from)}</span><span>${formatMoment(last.from)}</span></div></div>`
}

function documentItem(
  { id, feed, generation, text, name, types, published }: FoundDocument,
  { place, page, now }: { place: number; page: string | undefined; now: number },
): Html {
  return html`<li><p class="document-name">${name ?? id}</p>
<p class="meta">${types.map((type) => html`<span class="tag">${type}</span>`)}${published === undefined ? '' : html`<span>published ${timeElement(published, now)}</span>`}${feed === undefined ? '' : html`<span>feed <a href="/feeds/${encodeURIComponent(feed)}">${feed}</a></span>`}${generation === undefined ? '' : html`<span>in the generation begun ${timeElement(generation, now)}</span>`}</p>
<p class="meta"><code>${id}</code></p>${
    page === undefined
      ? ''
      : html`
<p class="meta"><span>Page ${pageLink(page)}</span></p>`
  }
<details id="document-${place}"><summary>Document</summary><pre tabindex="0">${prettyJson(text.slice(0, MAX_SHOWN))}</pre>${text.length > MAX_SHOWN ? html`<p class="reason">Only its beginning is shown.</p>` : ''}</details></li>`
}

function pager(asked: SearchAsked, { first, last, total }: { first: number; last: number; total: number }): Html {
  return html`<nav class="pager" aria-label="Pages">${asked.page > 1 ? html`<a class="button" href="${searchPath(asked, { page: asked.page - 1 })}">Previous</a>` : html`<span></span>`}<span>${last < first ? 'Beyond the last' : `${formatCount(first)} to ${formatCount(last)} of ${formatCount(total)}`}</span>${last < total && last >= first ? html`<a class="button" href="${searchPath(asked, { page: asked.page + 1 })}">Next</a>` : html`<span></span>`}</nav>`
}

function query(asked: SearchAsked): Html {
  const { path, body } = searchBody(asked)
  return html`<section class="card" aria-labelledby="query-title"><header><h2 id="query-title">The same, asked of OpenSearch</h2><button type="button" class="quiet" data-copy="query" hidden>Copy</button></header>
<div class="pad"><pre id="query" tabindex="0">POST ${path}\n${JSON.stringify(body, null, 2)}</pre></div></section>`
}
