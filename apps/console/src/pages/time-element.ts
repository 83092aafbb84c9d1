import { html } from 'hono/html'
import type { Html } from './html.ts'

const absolute = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium', timeZone: 'UTC' })

/**
 * A moment as people say it, the exact one in its title. The script of the page keeps it true as time passes.
 *
 * @param at ISO 8601 or milliseconds since 1970; anything else is shown as it is.
 */
export function timeElement(at: string | number, now: number): Html {
  const moment = new Date(at)
  if (Number.isNaN(moment.getTime())) return html`${String(at)}`
  return html`<time datetime="${moment.toISOString()}" title="${formatMoment(at)}">${relativeTime(moment.getTime(), now)}</time>`
}

/** @example formatMoment(0) // '1 Jan 1970, 00:00:00 UTC' */
export function formatMoment(at: string | number): string {
  const moment = new Date(at)
  return Number.isNaN(moment.getTime()) ? String(at) : `${absolute.format(moment)} UTC`
}

const units = [
  [86_400, 'd'],
  [3_600, 'h'],
  [60, 'min'],
] as const

/**
 * @example relativeTime(now - 200, now) // 'now'; 12 s: '12 s ago'; 3 h: '3 h ago'; a minute ahead: 'in 1 min'
 */
export function relativeTime(at: number, now: number): string {
  const seconds = Math.round(Math.abs(now - at) / 1_000)
  if (seconds < 1) return 'now'
  const [size, name] = units.find(([unitSize]) => seconds >= unitSize) ?? ([1, 's'] as const)
  const amount = `${Math.floor(seconds / size)} ${name}`
  return at > now ? `in ${amount}` : `${amount} ago`
}
