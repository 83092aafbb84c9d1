import { isObject, memberPath } from '../json-object.ts'
import { deny, type Scope } from './scope.ts'
import type { Parse } from './tree.ts'

/** OpenSearch's own fields that say nothing of other documents. */
const known = new Set(['_id', '_index', '_routing', '_ignored', '_score', '_source', '_none_'])

/** OpenSearch's own fields that a pattern such as `*_no` may match; `*` alone leaves them out by itself. */
const counting = ['_seq_no', '_primary_term', '_version']

/** Refuses OpenSearch's own fields: `_seq_no` counts the documents that were written before this one. */
export function checkField(field: string, path: string, scope: Scope): void {
  const [name = ''] = field.split('^', 1)
  if (isCounting(name)) deny(scope, 'internal-field', path, field)
}

/** True for a field of OpenSearch's own, and for a pattern that matches one. */
export function isCounting(name: string): boolean {
  if (name.startsWith('_')) return !known.has(name)
  return name.includes('*') && name !== '*' && counting.some((field) => matches(name, field))
}

/** The name of a field, or a pattern of names; `^2` may follow. */
export const field: Parse = (value, path, scope) => {
  if (typeof value !== 'string') return deny(scope, 'unknown', path, value, 'it has to be the name of a field')
  checkField(value, path, scope)
  return value
}

/** Where `*` would be all of OpenSearch's own fields too. */
export const documentField: Parse = (value, path, scope) =>
  value === '*' ? deny(scope, 'internal-field', path, value) : field(value, path, scope)

/** `"name"` or `{"field": "name", "format": "…"}`. */
export const formattedField: Parse = (value, path, scope) => {
  if (!isObject(value)) return field(value, path, scope)
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => {
      const at = memberPath(path, name)
      if (name === 'field') return [name, field(member, at, scope)]
      if (name === 'format' && typeof member === 'string') return [name, member]
      return [name, deny(scope, 'unknown', at, member)]
    }),
  )
}

/** `*` matches any characters, also none. Takes time by length × length at most. */
function matches(pattern: string, text: string): boolean {
  const [head = '', ...parts] = pattern.split('*')
  const tail = parts.pop() ?? ''
  if (!text.startsWith(head) || text.length < head.length + tail.length || !text.endsWith(tail)) return false
  let at = head.length
  for (const part of parts) {
    const found = text.indexOf(part, at)
    if (found < 0) return false
    at = found + part.length
  }
  return at <= text.length - tail.length
}
