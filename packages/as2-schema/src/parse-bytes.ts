import type { Entity } from './entities.ts'
import type { Level } from './level.ts'
import type { ActivityPage } from './page.ts'
import { type ActivityAt, type ParseOptions, parseActivity } from './parse-activity.ts'
import { parseEntity } from './parse-entity.ts'
import { parsePage } from './parse-page.ts'
import type { ParseResult } from './parse-result.ts'

export interface ParseBytesOptions<L extends Level> extends ParseOptions<L> {
  /** How long a document may be before it is refused unread. Default 64 MiB. */
  readonly maxBytes?: number
}

/**
 * Reads and checks one activity as it came over the wire: JSON in UTF-8 (RFC 8259 §8.1).
 *
 * @returns The parsed value, or every issue; bytes that are not UTF-8 or not JSON are one at the path `''`. Never throws.
 */
export function parseActivityBytes<L extends Level = 'lax'>(
  bytes: Uint8Array,
  options: ParseBytesOptions<L> = {},
): ParseResult<ActivityAt[L]> {
  const read = readJson(bytes, options.maxBytes)
  return read.ok ? parseActivity(read.value, options) : read
}

/** Reads and checks a page as it came over the wire. See {@link parseActivityBytes}. */
export function parsePageBytes<L extends Level = 'lax'>(
  bytes: Uint8Array,
  options: ParseBytesOptions<L> = {},
): ParseResult<ActivityPage<ActivityAt[L]>> {
  const read = readJson(bytes, options.maxBytes)
  return read.ok ? parsePage(read.value, options) : read
}

/** Reads and checks any object or link as it came over the wire. See {@link parseActivityBytes}. */
export function parseEntityBytes(bytes: Uint8Array, options: ParseBytesOptions<Level> = {}): ParseResult<Entity> {
  const read = readJson(bytes, options.maxBytes)
  return read.ok ? parseEntity(read.value, options) : read
}

function readJson(bytes: Uint8Array, maxBytes = 64 * 1024 * 1024): ParseResult<unknown> {
  if (bytes.byteLength > maxBytes) return refused(`at most ${maxBytes} bytes, found ${bytes.byteLength}`)
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return refused('UTF-8, found bytes that are not')
  }
  try {
    return { ok: true, value: JSON.parse(text) }
  } catch {
    // the error quotes the document, which may hold personal data
    return refused(text.trim() === '' ? 'JSON, found nothing' : 'JSON, found something else or only a part of it')
  }
}

function refused(expectation: string): { readonly ok: false; readonly issues: [{ path: string; message: string }] } {
  return { ok: false, issues: [{ path: '', message: `expected ${expectation}` }] }
}
