import { RefusedSearchError } from '../errors.ts'
import { isCounting } from './fields.ts'
import { scalar } from './leaves.ts'
import { deny, type Scope, spendPatterns } from './scope.ts'
import type { Parse, Tree } from './tree.ts'

/** Everything of `simple_query_string` but `FUZZY`: it has no way to say which terms a fuzzy one becomes. */
const safeFlags = [
  'AND',
  'OR',
  'NOT',
  'PREFIX',
  'PHRASE',
  'PRECEDENCE',
  'ESCAPE',
  'WHITESPACE',
  'NEAR',
  'SLOP',
  'NONE',
] as const

/**
 * The text of a `query_string`, which is a language of its own and may name any field. Refuses what could be read as
 * one of OpenSearch's own fields, and rather too much than too little: its grammar has many ways to begin a name.
 */
export const queryText: Parse = (value, path, scope) => {
  if (typeof value !== 'string') return scalar(value, path, scope)
  spendPatterns(scope, path, countPatterns(value))
  if (
    fieldTokens(unescaped(value)).some((token) =>
      namesIn(token).some((name) => name !== '_exists_' && isCounting(name)),
    )
  ) {
    return deny(scope, 'query-text-field', path, value)
  }
  if (!scope.limits.hasFuzzyText && hasFuzzyTerm(value)) return deny(scope, 'simple-fuzzy', path, value, fuzzyText)
  return scalar(value, path, scope)
}

const fuzzyText =
  'OpenSearch 2 takes the nearest terms only, also of documents that this access key may not see; use "match" with "fuzziness" instead'

/** The text of a `simple_query_string`. */
export const simpleQueryText: Parse = (value, path, scope) => {
  if (typeof value === 'string') spendPatterns(scope, path, countPatterns(value))
  return scalar(value, path, scope)
}

/** The members that keep a `simple_query_string` from fuzzy terms; refuses a text that has them. */
export function withoutFuzzy(node: { readonly [name: string]: Tree }, path: string, scope: Scope): { flags: string } {
  const asked = flagsOf(node.flags, path)
  const text = typeof node.query === 'string' ? node.query : ''
  if (asked === undefined && hasFuzzyTerm(text)) deny(scope, 'simple-fuzzy', path, node)
  const flags = asked ?? safeFlags.filter((flag) => flag !== 'NONE')
  return { flags: flags.join('|') }
}

/** True where a `~` stands after a word: after a phrase it is no fuzzy term. */
function hasFuzzyTerm(text: string): boolean {
  return /[^\s"~]~/.test(text.replace(/\\./gs, 'x'))
}

/** @returns `undefined` for all. */
function flagsOf(flags: Tree | undefined, path: string): readonly string[] | undefined {
  if (flags === undefined || flags === null || flags === '' || flags === -1) return undefined
  const names = typeof flags === 'string' ? flags.split('|').map((name) => name.trim().toUpperCase()) : ['?']
  if (names.some((name) => name === 'ALL' || name === 'FUZZY')) return undefined
  const strange = names.find((name) => !safeFlags.some((flag) => flag === name))
  if (strange === undefined) return names
  throw new RefusedSearchError(`${path}.flags`, `it has to be one or more of ${safeFlags.join('|')}`)
}

function countPatterns(text: string): number {
  return text.match(/[*?]|\/[^/]+\//g)?.length ?? 0
}

/** Lucene's own escapes: `\_` is `_`, `\u005f` too. */
function unescaped(text: string): string {
  return text.replace(/\\(?:u([0-9a-fA-F]{4})|(.))/gs, (_all, hex: string | undefined, char: string) =>
    hex === undefined ? char : String.fromCharCode(Number.parseInt(hex, 16)),
  )
}

/** What stands before each colon, back to where a name cannot begin before. */
function fieldTokens(text: string): string[] {
  return text
    .split(':')
    .slice(0, -1)
    .map(
      (before) =>
        before
          .trimEnd()
          .split(/[\s"()[\]{}^~/]/)
          .at(-1) ?? '',
    )
}

/** What in a token may be the field: an operator or a number may stand directly before it. */
function namesIn(token: string): string[] {
  const starts = [...token.matchAll(/[_*]/g)].map(({ index }) => index)
  // from each place where a name of OpenSearch's own could begin; a field such as `my_seq_no` is no such place
  return starts.filter((at) => at === 0 || /[^A-Za-z_.]/.test(token.charAt(at - 1))).map((at) => token.slice(at))
}
