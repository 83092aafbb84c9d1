import { RefusedSearchError } from '../errors.ts'
import { isExactNumber } from '../exact-json.ts'

/**
 * Looks at one value of a search body, at the path where it stands.
 *
 * @throws {RefusedSearchError} If the value is not permitted there.
 */
export type Check = (value: unknown, path: string) => void

/** A member's name → what its value has to be. A name that is not listed is refused. */
export type Members = Record<string, Check>

/** A value in which OpenSearch looks for no clause: a number, a text, a geo point, a list of fields. */
export const anything: Check = () => {}

/** An option that is harmless only while it is off. */
export const falseOnly: Check = (value, path) => {
  if (value !== false) throw new RefusedSearchError(path, 'this access key may not use it')
}

/** Members that hold no clause, by their names: `options('boost _name')`. */
export function options(names: string): Members {
  return Object.fromEntries(
    names
      .split(' ')
      .filter(Boolean)
      .map((name) => [name, anything]),
  )
}

/** Refuses whatever the value is, with the reason. */
export function refused(reason: string): Check {
  return (_value, path) => {
    throw new RefusedSearchError(path, reason)
  }
}

/** A value out of a closed list. */
export function oneOf(...allowed: readonly string[]): Check {
  return (value, path) => {
    if (typeof value !== 'string' || !allowed.includes(value)) {
      throw new RefusedSearchError(path, `this access key may use only ${allowed.join(', ')}`)
    }
  }
}

/** A number, or a text of one as OpenSearch takes it, that is not below `least`. */
export function atLeast(least: number, reason: string): Check {
  return (value, path) => {
    const text = isExactNumber(value) ? value.rawJSON : value
    const number = typeof text === 'string' && text.trim() !== '' ? Number(text) : text
    if (typeof number !== 'number' || !(number >= least)) throw new RefusedSearchError(path, reason)
  }
}

/** One value or a list of such values: OpenSearch takes both in most places. */
export function oneOrMany(check: Check): Check {
  return (value, path) => {
    if (!Array.isArray(value)) return check(value, path)
    for (const [index, item] of value.entries()) check(item, `${path}[${index}]`)
  }
}

/** An object whose members' names are the caller's: fields, or names of aggregations. */
export function named(check: Check): Check {
  return (value, path) => {
    for (const [name, member] of entriesOf(value, path)) check(member, memberPath(path, name))
  }
}

/** An object with listed members only. */
export function members(table: Members, reason = 'this access key may not use it'): Check {
  return (value, path) => {
    for (const [name, member] of entriesOf(value, path)) {
      const check = Object.hasOwn(table, name) ? table[name] : undefined
      if (!check) throw new RefusedSearchError(memberPath(path, name), reason)
      check(member, memberPath(path, name))
    }
  }
}

/** `{field: value}` or its long form `{field: {option: value}}`. */
export function byField(options: Members): Check {
  const long = members(options)
  return named((value, path) => {
    if (isObject(value)) long(value, path)
  })
}

/** An object, and neither a list nor a number that is kept as it was written. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isExactNumber(value)
}

/** The path of a member: `query.bool`, or `query.term["object.type"]` where the name is no plain word. */
export function memberPath(path: string, name: string): string {
  if (!/^[A-Za-z_][\w:-]{0,63}$/.test(name)) return `${path}[${JSON.stringify(name.slice(0, 64))}]`
  return path === '' ? name : `${path}.${name}`
}

function entriesOf(value: unknown, path: string): [string, unknown][] {
  if (!isObject(value)) throw new RefusedSearchError(path, 'it has to be an object')
  return Object.entries(value)
}
