import type { Recorded } from './probe.ts'

/** A JSON object. */
export type Json = Readonly<Record<string, unknown>>

/** What an answer that should be a page holds. */
export interface Page {
  readonly exchange: Recorded
  /** What its activities have for an `id`, those that have one. */
  readonly ids: readonly string[]
  readonly items: readonly unknown[]
  /** `next` as written; undefined where there is none or it is null. */
  readonly next: unknown
  readonly json: Json
}

/** Whether a value is a JSON object. */
export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * Reads an answer as a page.
 *
 * @returns What is wrong with it, in words, when it is none.
 */
export function readPage(exchange: Recorded): Page | string {
  if (exchange.status !== 200) return `status ${exchange.status}`
  if (exchange.decodingFault !== undefined) return exchange.decodingFault
  const json = parseJson(exchange.body)
  if (typeof json === 'string') return json
  if (!isJson(json.value)) return 'a body that is JSON, but no object'
  const { orderedItems, next } = json.value
  if (!Array.isArray(orderedItems)) return 'a body without a list of orderedItems'
  const items: readonly unknown[] = orderedItems
  const ids = items.map((item) => (isJson(item) ? item.id : undefined)).filter((id) => typeof id === 'string')
  return { exchange, ids, items, next: next ?? undefined, json: json.value }
}

/** Parses a body. @returns What is wrong with it, in words, when it is no JSON in UTF-8. */
export function parseJson(body: Uint8Array): { readonly value: unknown } | string {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(body)
  } catch {
    return 'a body that is not UTF-8'
  }
  try {
    return { value: JSON.parse(text) }
  } catch {
    return text === '' ? 'an empty body' : 'a body that is not JSON'
  }
}
