import { isObject, memberPath } from '../json-object.ts'
import { checkField } from './fields.ts'
import type { Guard, Refusal } from './guards.ts'
import { scalar } from './leaves.ts'
import { deny, type Scope } from './scope.ts'
import type { Members, Parse, Tree } from './tree.ts'

/** Refuses whatever the value is. */
export function refused(guard: Refusal): Parse {
  return (value, path, scope) => deny(scope, guard, path, value)
}

/** An option that is harmless only while it is off. */
export function falseOnly(guard: Refusal): Parse {
  return (value, path, scope) => (value === false || value === 'false' ? value : deny(scope, guard, path, value))
}

/** One value or a list of such values: OpenSearch takes both in most places. */
export function oneOrMany(parse: Parse): Parse {
  return (value, path, scope) =>
    Array.isArray(value)
      ? value.map((item, index) => parse(item, `${path}[${index}]`, scope))
      : parse(value, path, scope)
}

/** An object with listed members only. */
export function members(table: Members, reason?: string): Parse {
  return (value, path, scope) =>
    eachMember(value, path, scope, (name, member, at) => {
      const parse = Object.hasOwn(table, name) ? table[name] : undefined
      return parse ? parse(member, at, scope) : deny(scope, 'unknown', at, member, reason)
    })
}

/** An object whose members' names are the caller's own: names of aggregations or filters. */
export function named(parse: Parse): Parse {
  return (value, path, scope) => eachMember(value, path, scope, (_name, member, at) => parse(member, at, scope))
}

/** An object whose members' names are fields, beside listed options: `{distance: "1km", location: [0, 0]}`. */
export function fieldKeyed(parse: Parse, options: Members = {}): Parse {
  return (value, path, scope) =>
    eachMember(value, path, scope, (name, member, at) => {
      const option = Object.hasOwn(options, name) ? options[name] : undefined
      if (option) return option(member, at, scope)
      checkField(name, at, scope)
      return parse(member, at, scope)
    })
}

/** `{field: value}`, or its long form `{field: {option: value}}`. */
export function byField(options: Members, short: Parse = scalar): Parse {
  const long = members(options)
  return fieldKeyed((value, path, scope) => (isObject(value) ? long(value, path, scope) : short(value, path, scope)))
}

/** What `parse` gives, with members added to it that the caller has no say in. */
export function withMembers(parse: Parse, guard: Guard, added: (node: Node, scope: Scope) => Node): Parse {
  return (value, path, scope) => {
    const node = parse(value, path, scope)
    return scope.permits(guard) || !isNode(node) ? node : { ...node, ...added(node, scope) }
  }
}

/**
 * What `parse` gives, with what it needs for indexes that lack the field, unless the caller says it themselves: an alias
 * may have indexes whose mapping leaves fields out, and one of them would fail the whole search.
 */
export function forgiving(parse: Parse, needed: (node: Node) => Node = ignoreUnmapped): Parse {
  return (value, path, scope) => {
    const node = parse(value, path, scope)
    if (!isNode(node)) return node
    const missing = Object.entries(needed(node)).filter(([name]) => !Object.hasOwn(node, name))
    scope.added.count += missing.length
    return missing.length === 0 ? node : { ...node, ...Object.fromEntries(missing) }
  }
}

const ignoreUnmapped = (): Node => ({ ignore_unmapped: true })

/** A tree's object. */
export interface Node {
  readonly [name: string]: Tree
}

function isNode(tree: Tree): tree is Node {
  return isObject(tree)
}

function eachMember(
  value: unknown,
  path: string,
  scope: Scope,
  read: (name: string, member: unknown, path: string) => Tree,
): Tree {
  if (!isObject(value)) return deny(scope, 'unknown', path, value, 'it has to be an object')
  // from entries, as "__proto__" is a name like any other
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, read(name, member, memberPath(path, name))]),
  )
}
