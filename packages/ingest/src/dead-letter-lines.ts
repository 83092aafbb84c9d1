import { hash } from 'node:crypto'
import type { RefusedDocument } from './dead-letter.ts'

/** What a letter is known by: its document, or else its place on its page. Of one length, whatever the id is. */
export function deadLetterKey({ feed, alias, id, position, url }: RefusedDocument): string {
  const name = id === undefined ? [feed, 'record', url, position] : [feed, alias ?? 'record', id]
  return hash('sha256', JSON.stringify(name), 'hex')
}

/** The two lines of a `_bulk` body that keep one letter: one that is there already keeps its `firstAt`. */
export function deadLetterLines(alias: string, letter: RefusedDocument, token: number): string {
  const { at, ...rest } = letter
  const key = deadLetterKey(letter)
  const doc = { ...rest, key, token, lastAt: at }
  const action = { update: { _index: alias, _id: key, require_alias: true, retry_on_conflict: 3 } }
  return `${JSON.stringify(action)}\n${JSON.stringify({ doc, upsert: { ...doc, firstAt: at } })}\n`
}
