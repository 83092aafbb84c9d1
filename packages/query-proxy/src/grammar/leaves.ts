import { RefusedSearchError } from '../errors.ts'
import { isExactNumber } from '../exact-json.ts'
import { isObject, memberPath, numberOf } from '../json-object.ts'
import { type Refusal, reasons } from './guards.ts'
import { deny, type Scope, spendPatterns } from './scope.ts'
import type { Members, Parse, Tree } from './tree.ts'

/** A text, a number, true, false or null. */
export const scalar: Parse = (value, path, scope) => {
  if (typeof value === 'string') return bounded(value, path, scope)
  if (value === null || typeof value === 'number' || typeof value === 'boolean' || isExactNumber(value)) return value
  return deny(scope, 'unknown', path, value, 'it has to be a text, a number, true or false')
}

/** A scalar, or a list of these, also of lists: `["a", 1]`, `[[0, 51], [1, 52]]`. */
export const scalars: Parse = (value, path, scope) =>
  Array.isArray(value) ? value.map((item, index) => scalarItem(item, index, path, scope)) : scalar(value, path, scope)

/** A list may have 65,536 items: no path is written for those that need none. */
function scalarItem(item: unknown, index: number, path: string, scope: Scope): Tree {
  if (typeof item === 'number' || (typeof item === 'string' && item.length <= scope.limits.maxTextLength)) return item
  return scalars(item, `${path}[${index}]`, scope)
}

/** JSON in which OpenSearch looks for nothing: it comes back as it is. */
export const data: Parse = (value, path, scope) => {
  if (Array.isArray(value)) return value.map((item, index) => data(item, `${path}[${index}]`, scope))
  if (!isObject(value)) return scalar(value, path, scope)
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, data(member, memberPath(path, name), scope)]),
  )
}

/** Members that are scalars, or lists of these, by their names: `options('boost _name')`. */
export function options(names: string): Members {
  return Object.fromEntries(
    names
      .split(' ')
      .filter(Boolean)
      .map((name) => [name, scalars]),
  )
}

/** A wildcard or a regular expression. */
export const pattern: Parse = (value, path, scope) => {
  spendPatterns(scope, path, 1)
  const { maxPatternLength } = scope.limits
  if (typeof value === 'string' && value.length > maxPatternLength) {
    throw new RefusedSearchError(path, `a pattern may have ${maxPatternLength} characters`)
  }
  return scalar(value, path, scope)
}

/** A value out of a closed list. */
export function oneOf(guard: Refusal, ...allowed: readonly string[]): Parse {
  return (value, path, scope) => {
    if (typeof value === 'string' && allowed.includes(value)) return value
    const reason = `${reasons[guard]} (possible: ${allowed.join(', ')})`
    return deny(scope, guard, path, value, guard === 'unknown' ? undefined : reason)
  }
}

/** A number that is not below `least`. */
export function atLeast(least: number, guard: Refusal): Parse {
  return (value, path, scope) => {
    const number = numberOf(value)
    return number !== undefined && number >= least ? scalar(value, path, scope) : deny(scope, guard, path, value)
  }
}

/** A number that is not above `most`: OpenSearch would reserve memory for it. Holds for every key. */
export function atMost(most: number): Parse {
  return (value, path, scope) => {
    const number = value === null ? 0 : numberOf(value)
    // what cannot be read here may be a number to OpenSearch
    if (number === undefined || number > most) throw new RefusedSearchError(path, `it may be ${most} at most`)
    return scalar(value, path, scope)
  }
}

function bounded(text: string, path: string, { limits: { maxTextLength } }: Scope): Tree {
  if (text.length <= maxTextLength) return text
  throw new RefusedSearchError(path, `a text may have ${maxTextLength} characters`)
}
