/** A level of the environment: a value, named members, or a list. */
export type EnvironmentTree = string | readonly EnvironmentTree[] | { readonly [name: string]: EnvironmentTree }

export interface NestedEnvironment {
  readonly tree: { readonly [name: string]: EnvironmentTree }
  /** The variables' own numbers for a list of the tree: `FEEDS__7__…` may be the list's first entry. */
  numbersOf(list: unknown): readonly string[] | undefined
}

/**
 * Nests variables by `__`: `FEEDS__1__UNIQUE_ID=x` becomes `{ FEEDS: [{ UNIQUE_ID: 'x' }] }`. A level whose keys
 * are all integers is a list, sorted by number. A variable that is set besides its own members (`FEEDS=x` and
 * `FEEDS__1=y`) gives way to them. Names that start or end with `__` are left as they are.
 */
export function nestEnvironment(env: Readonly<Record<string, string | undefined>>): NestedEnvironment {
  const root = new Map<string, Level>()
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined) continue
    const path = name.split('__')
    place(root, path.includes('') ? [name] : path, value)
  }
  const numbers = new WeakMap<object, readonly string[]>()
  const tree = Object.fromEntries([...root].map(([name, level]) => [name, settle(level, numbers)]))
  return { tree, numbersOf: (list) => (typeof list === 'object' && list !== null ? numbers.get(list) : undefined) }
}

type Level = string | Map<string, Level>

function place(level: Map<string, Level>, [name = '', ...rest]: string[], value: string): void {
  const present = level.get(name)
  if (rest.length === 0) {
    if (!(present instanceof Map)) level.set(name, value)
    return
  }
  const members = present instanceof Map ? present : new Map<string, Level>()
  level.set(name, members)
  place(members, rest, value)
}

function settle(level: Level, numbers: WeakMap<object, readonly string[]>): EnvironmentTree {
  if (typeof level === 'string') return level
  const names = [...level.keys()]
  if (!names.every((name) => /^\d+$/.test(name))) {
    return Object.fromEntries([...level].map(([name, member]) => [name, settle(member, numbers)]))
  }
  const sorted = names.sort((a, b) => Number(a) - Number(b))
  const list = sorted.map((name) => settle(level.get(name) as Level, numbers))
  numbers.set(list, sorted)
  return list
}
