import { html } from 'hono/html'
import type { Html } from './html.ts'

/** A token of JSON: a string, a number or a word; a mark; blanks; anything else, one character at a time. */
const token = /"[^"\\]*(?:\\.[^"\\]*)*"?|[-+.\w]+|[{}[\],:]|\s+|./gsy

/** Deeper than this is shown as if it were this deep. */
const MAX_INDENT = 40

interface Piece {
  readonly kind: 'key' | 'string' | 'other' | 'mark'
  readonly text: string
}

/**
 * Lays JSON out over lines without changing a character of its values: parsed and written again, large numbers would be
 * others. What is no JSON, or is cut off, is shown as far as it goes.
 */
export function prettyJson(text: string): Html {
  return html`${pieces(text).map(({ kind, text: part }) => (kind === 'mark' ? part : html`<span class="json-${kind}">${part}</span>`))}`
}

/** The same without colours. Pure. */
export function layOutJson(text: string): string {
  return pieces(text)
    .map((piece) => piece.text)
    .join('')
}

function pieces(text: string): Piece[] {
  const found = [...text.matchAll(token)].map(([match]) => match).filter((match) => /\S/.test(match))
  const out: Piece[] = []
  let depth = 0
  const line = () => `\n${'  '.repeat(Math.min(depth, MAX_INDENT))}`
  for (const [position, part] of found.entries()) {
    const next = found[position + 1]
    const before = found[position - 1]
    if (part === '{' || part === '[') {
      depth += 1
      out.push({ kind: 'mark', text: next === closing[part] ? part : part + line() })
    } else if (part === '}' || part === ']') {
      depth = Math.max(0, depth - 1)
      const isEmpty = before !== undefined && closing[before] === part
      out.push({ kind: 'mark', text: isEmpty ? part : line() + part })
    } else if (part === ',') out.push({ kind: 'mark', text: part + line() })
    else if (part === ':') out.push({ kind: 'mark', text: ': ' })
    else if (part.startsWith('"')) out.push({ kind: next === ':' ? 'key' : 'string', text: part })
    else out.push({ kind: 'other', text: part })
  }
  return out
}

const closing: Readonly<Record<string, string>> = { '{': '}', '[': ']' }
