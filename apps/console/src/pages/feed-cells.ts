import { html } from 'hono/html'
import type { Freshness } from '../live/freshness.ts'
import type { FeedLine } from '../live/look-at-feeds.ts'
import { passProgress, type RunningPass } from '../live/pass-progress.ts'
import type { FeedEntry } from '../outgoing/wire.ts'
import type { Html } from './html.ts'
import { formatCount, formatCounted, formatDuration, formatRate } from './quantity.ts'
import { sparkline } from './sparkline.ts'
import { timeElement } from './time-element.ts'

/** The parts of a feed's line that change on their own, each in the element with that `data-cell`. */
export const cellNames = ['status', 'pass', 'fresh', 'rate', 'searchable', 'dead', 'holder', 'revision'] as const
export type CellName = (typeof cellNames)[number]

const levels = { red: 'Red', amber: 'Amber', green: 'Green' } as const

/** Where freshness is this good its line lies at the bottom. */
const GOOD_DELAY_MS = 5_000

/**
 * @param now For "12 s ago"; with 0 the text does not depend on when it is rendered, and the page's script fills it in.
 */
export function feedCells({ feed, entry, freshness, judgement }: FeedLine, now: number): Record<CellName, Html> {
  const { level, why, since } = judgement
  const place = `/feeds/${encodeURIComponent(feed)}`
  return {
    status: html`<span class="level level-${level}"><span class="dot" aria-hidden="true"></span><span class="level-name">${levels[level]}</span></span><span class="why">${why}${since && html`<span class="since">, ${since.what} ${timeElement(since.at, now)}</span>`}</span>`,
    pass: entry.running ? runningPass(entry.running, now || Date.now()) : lastPass(entry, now),
    fresh: freshnessCell(freshness),
    rate: rateCell(entry),
    searchable: entry.searchable === undefined ? absent('not counted') : html`${formatCount(entry.searchable)}`,
    dead: deadCell(entry.deadLetters, place),
    holder:
      entry.holder === undefined
        ? absent('nobody')
        : html`<span class="holder" title="${entry.holder}">${entry.holder.slice(0, 8)}</span>`,
    revision: html`${revisionOf(entry)}`,
  }
}

function runningPass(running: RunningPass, now: number): Html {
  const { share, leftMs } = passProgress(running, now)
  const read = `${formatCounted(running.activities, 'activity', 'activities')}, ${formatCounted(running.pages, 'page')}`
  if (share === undefined) return html`<span class="running">Reading</span> <small>${read}</small>`
  const percent = Math.floor(share * 100)
  return html`<progress max="100" value="${percent}" aria-label="Pass under way">${percent} %</progress><span class="running">${percent} %</span> <small>${leftMs === undefined ? read : `${formatDuration(roundedUp(leftMs))} left`}</small>`
}

/** Time left is a guess: it need not tick. */
function roundedUp(ms: number): number {
  const step = ms < 10_000 ? 1_000 : ms < 60_000 ? 5_000 : 60_000
  return Math.max(1, Math.ceil(ms / step)) * step
}

function lastPass({ published }: FeedEntry, now: number): Html {
  if (!published) return absent('none yet')
  return html`${timeElement(published.at, now)} <small>took ${formatDuration(published.ms)}</small>`
}

function freshnessCell(freshness: Freshness | undefined): Html {
  if (!freshness) return absent('not measured')
  const said = formatDuration(freshness.delayMs)
  const delays = freshness.delays.map((delay) => delay && delay / 1_000)
  const label = `Time from published to visible: ${said} for the last one, ${delays.filter((delay) => delay !== undefined).length} measured`
  // looks that found nothing new are no gaps for the eye
  const line = delays.filter((delay) => delay !== undefined)
  return html`${sparkline(line, { label, atLeast: GOOD_DELAY_MS / 1_000 })}<span class="figure">${said}</span>`
}

function rateCell({ rate }: FeedEntry): Html {
  const values = rate.map(({ activitiesPerSecond }) => activitiesPerSecond)
  const latest = values.at(-1)
  if (latest === undefined) return absent('not told')
  const said = `${formatRate(latest)}/s`
  const label = `Activities read a second: ${said} now, ${formatRate(Math.max(...values))} at most in ${formatCounted(values.length, 'sample')}`
  return html`${sparkline(values, { label, atLeast: 1 })}<span class="figure">${said}</span>`
}

function deadCell(deadLetters: number | undefined, place: string): Html {
  if (deadLetters === undefined) return absent('not counted')
  if (deadLetters === 0) return html`<span class="none">0</span>`
  return html`<a class="dead" href="${place}/dead-letters">${formatCount(deadLetters)}</a>`
}

/** What there is no figure for, and why. */
export function absent(why: string): Html {
  return html`<span class="absent">${why}</span>`
}

/** Changes when what a feed's page shows besides these cells does. */
function revisionOf({ published, failure, held, paused, deadLetters, actions, running }: FeedEntry): string {
  const parts = [published?.at, failure?.at, held?.since, paused, deadLetters, actions.length, actions[0]?.at, !running]
  return parts.map((part) => String(part ?? '')).join(' ')
}
