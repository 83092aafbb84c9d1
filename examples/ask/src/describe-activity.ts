/**
 * An activity for people, three lines at most. Documents are whatever their sources send, so every member is looked
 * at before it is used, and what is not there is left out.
 *
 * @example
 * 2026-11-21 09:25:00  Create  Document
 *   1795253100 Test Object Name
 *   by Organization · dit:activityStreamVerificationFeed:Verifier:1795253100:Create
 */
export function describeActivity(activity: unknown): string {
  const { published, type, object, actor, id } = members(activity)
  const about = members(object)
  const who = members(actor)
  const head = [when(published), types(type), types(about.type)].filter(Boolean).join('  ')
  const name = text(about.name) ?? text(about.url) ?? text(about.id) ?? text(object)
  const by = text(who.name) ?? text(who.id) ?? text(actor) ?? types(who.type)
  const foot = [by && `by ${by}`, text(id)].filter(Boolean).join(' · ')
  const lines = [head, name ? `  ${name}` : '', foot ? `  ${foot}` : '']
  return lines
    .filter((line) => line !== '')
    .map(printable)
    .join('\n')
}

function when(published: unknown): string | undefined {
  const date = new Date(typeof published === 'string' ? published : Number.NaN)
  if (Number.isNaN(date.getTime())) return text(published)
  return date.toISOString().replace('T', ' ').slice(0, 19)
}

/** The first type that the standard may know: `["Document", "dit:x"]` → `Document`. */
function types(type: unknown): string | undefined {
  const all = (Array.isArray(type) ? type : [type]).filter((one) => typeof one === 'string')
  return all.find((one) => !one.includes(':')) ?? all[0]
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

function members(value: unknown): Readonly<Record<string, unknown>> {
  const one: unknown = Array.isArray(value) ? value[0] : value
  return typeof one === 'object' && one !== null ? { ...one } : {}
}

/** A source's text must not steer the terminal. */
function printable(line: string): string {
  return line.replace(/[\p{Cc}\p{Cf}]+/gu, ' ').slice(0, 300)
}
