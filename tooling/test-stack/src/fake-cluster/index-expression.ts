import type { FakeIndex } from './fake-index.ts'
import { illegalArgument, noSuchIndex } from './refusal.ts'

/** Every index of a cluster, by name. */
export type Indexes = Map<string, FakeIndex>

export interface ExpressionOptions {
  /** What is missing is left out instead of refused. */
  readonly ignoreUnavailable?: boolean
  /** For what may not be done through an alias: deleting. */
  readonly concreteOnly?: boolean
}

/**
 * The indexes that `a,b-*,alias` stands for, each once.
 *
 * @throws {Refusal} 404 where a name without a wildcard stands for nothing.
 */
export function resolveExpression(
  indexes: Indexes,
  expression: string,
  { ignoreUnavailable = false, concreteOnly = false }: ExpressionOptions = {},
): FakeIndex[] {
  const found = new Set<FakeIndex>()
  for (const part of expression.split(',').map(decodeURIComponent)) {
    const index = indexes.get(part)
    if (index) found.add(index)
    else for (const match of matching(part)) found.add(match)
  }
  return [...found]

  function matching(part: string): FakeIndex[] {
    const isWildcard = part.includes('*')
    const matches = namesMatch(part)
    const carriers = [...indexes.values()].filter(({ aliases }) => [...aliases.keys()].some(matches))
    if (!isWildcard && carriers.length === 0 && !ignoreUnavailable) throw noSuchIndex(part)
    if (!isWildcard && carriers.length > 0 && concreteOnly) {
      if (ignoreUnavailable) return []
      const advice = 'specify the corresponding concrete indices instead.'
      throw illegalArgument(`The provided expression [${part}] matches an alias, ${advice}`)
    }
    const named = isWildcard ? [...indexes.values()].filter(({ name }) => matches(name)) : []
    return concreteOnly ? named : [...named, ...carriers]
  }
}

function namesMatch(pattern: string): (name: string) => boolean {
  const literal = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
  const expression = new RegExp(`^${literal.join('.*')}$`)
  return (name) => expression.test(name)
}
