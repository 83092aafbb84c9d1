import { html } from 'hono/html'
import type { Level } from '../live/judge-feed.ts'
import type { Cells } from '../live/live-frames.ts'
import type { FeedLine, Snapshot } from '../live/look-at-feeds.ts'
import { type CellName, cellNames, feedCells } from './feed-cells.ts'
import { type Html, textOf } from './html.ts'
import { formatCount, formatDuration, formatRate } from './quantity.ts'

/** Columns after the feed's own, and what they are called. */
const columns: readonly (readonly [CellName, string])[] = [
  ['fresh', 'Freshness'],
  ['rate', 'Ingest rate'],
  ['pass', 'Last pass'],
  ['searchable', 'Searchable'],
  ['dead', 'Dead letters'],
  ['holder', 'Instance'],
]

/** All feeds, a line each, worst first. */
export function overviewPage(snapshot: Snapshot): Html {
  return html`<h1 class="visually-hidden">Feeds</h1>
<div class="summary" data-feed="" data-cell="summary">${summary(snapshot)}</div>
<div class="card feeds"><table>
<thead><tr><th scope="col">Feed</th>${columns.map(([name, said]) => html`<th scope="col" class="col-${name}">${said}</th>`)}</tr></thead>
<tbody id="rows" data-rows data-live>${snapshot.lines.map((line) => feedRow(line, snapshot.at))}</tbody>
</table></div>`
}

/** One feed's line. */
function feedRow(line: FeedLine, now: number): Html {
  const { feed } = line
  const cells = feedCells(line, now)
  return html`<tr data-row="${feed}"><th scope="row" class="col-feed"><a class="feed-name" href="/feeds/${encodeURIComponent(feed)}">${feed}</a><span class="status" data-feed="${feed}" data-cell="status">${cells.status}</span></th>${columns.map(
    ([name, said]) =>
      html`<td class="col-${name}" data-label="${said}"><span class="cell" data-feed="${feed}" data-cell="${name}">${cells[name]}</span></td>`,
  )}</tr>`
}

/** The same as text that depends on nothing but what was seen, to find out what changed. */
export function overviewCells(snapshot: Snapshot): Cells {
  const rows = snapshot.lines.map((line): [string, Record<string, string>] => {
    const cells = feedCells(line, 0)
    return [line.feed, Object.fromEntries(cellNames.map((name) => [name, textOf(cells[name])]))]
  })
  const ofAll = { summary: textOf(summary(snapshot)), trouble: textOf(troubleNotice(snapshot)) }
  return new Map([['', ofAll], ...rows])
}

/** All feeds together. */
function summary({ lines, trouble, freshnessTrouble }: Snapshot): Html {
  if (trouble !== undefined) return troubleNotice({ trouble })
  const count = (level: Level) => lines.filter(({ judgement }) => judgement.level === level).length
  const sum = (value: (line: FeedLine) => number | undefined) =>
    lines.reduce((total, line) => total + (value(line) ?? 0), 0)
  const delays = lines.flatMap(({ freshness }) => freshness?.delayMs ?? [])
  const levels = (['red', 'amber', 'green'] as const).filter((level) => count(level) > 0)
  return html`<p class="verdict">${verdict(lines, count)}</p>
<dl class="figures">
<div><dt>Feeds</dt><dd>${levels.map((level) => html`<span class="count level-${level}"><span class="dot" aria-hidden="true"></span>${formatCount(count(level))} <span class="count-name">${level}</span></span>`)}${lines.length === 0 ? '0' : ''}</dd></div>
<div><dt>Searchable</dt><dd>${formatCount(sum(({ entry }) => entry.searchable))}</dd></div>
<div><dt>Ingest rate</dt><dd>${formatRate(sum(({ entry }) => entry.rate.at(-1)?.activitiesPerSecond))}<small>/s</small></dd></div>
<div><dt>Slowest to be seen</dt><dd>${delays.length === 0 ? html`<span class="absent">not measured</span>` : formatDuration(Math.max(...delays))}</dd></div>
<div><dt>Dead letters</dt><dd>${formatCount(sum(({ entry }) => entry.deadLetters))}</dd></div>
</dl>${freshnessTrouble === undefined ? '' : html`<p class="notice">${freshnessTrouble}</p>`}`
}

/** Why nothing can be told of the feeds at the moment; empty while it can. */
function troubleNotice({ trouble }: Pick<Snapshot, 'trouble'>): Html {
  if (trouble === undefined) return html``
  return html`<div class="notice notice-bad" role="alert"><p>${trouble}</p></div>`
}

/** What somebody who walks by should take away. */
function verdict(lines: readonly FeedLine[], count: (level: Level) => number): string {
  if (lines.length === 0) return 'No feed is configured.'
  const [red, amber] = [count('red'), count('amber')]
  if (red > 0) return red === 1 ? 'One feed needs you.' : `${formatCount(red)} feeds need you.`
  if (amber > 0) return amber === 1 ? 'One feed is worth a look.' : `${formatCount(amber)} feeds are worth a look.`
  if (lines.length === 2) return 'Both feeds are well.'
  return lines.length === 1 ? 'The feed is well.' : `All ${formatCount(lines.length)} feeds are well.`
}
