import type { Permission } from '@as/query-proxy'
import * as v from 'valibot'

type Environment = Readonly<Record<string, string | undefined>>

/** A text that is not empty. */
export const text = v.pipe(v.string('expected a text'), v.nonEmpty('expected a text that is not empty'))

const permission = v.pipe(
  v.unknown(),
  v.rawTransform<unknown, Permission>(({ dataset, addIssue, NEVER }) => {
    const found = permissionOf(dataset.value)
    if (found) return found
    addIssue({ message: 'expected __MATCH_ALL__, __MATCH_NONE__, or __TERMS_KEY and __TERMS_VALUES__1, …' })
    return NEVER
  }),
)

const flag = v.pipe(
  text,
  v.regex(/^(true|false|1|0|yes|no)$/i, 'expected true or false'),
  v.transform((value) => /^(true|1|yes)$/i.test(value)),
)

const permissions = v.optional(
  v.pipe(
    v.unknown(),
    v.transform((value) => (Array.isArray(value) ? (value as unknown[]) : [value])),
    v.array(permission),
  ),
  [],
)

/** What every caller has, however they say who they are. */
export const callerEntries = {
  STRICT: v.optional(flag, 'false'),
  PERMISSIONS: v.optional(
    v.strictObject(
      { activities: permissions, objects: permissions },
      'expected permissions for activities or objects: __activities__1=__MATCH_ALL__',
    ),
    {},
  ),
}

/**
 * A permission's words begin and end with the separator of nested names: `…__activities__1__` + `__MATCH_ALL__` is
 * `…__activities__1____MATCH_ALL__`. Takes the doubled separators out of such names.
 */
export function withPlainPermissions(env: Environment): Environment {
  const plain = (name: string): string => name.replace(/_{3,}/g, '__').replace(/_+$/, '')
  return Object.fromEntries(
    Object.entries(env).map(([name, value]) => [/__PERMISSIONS__/.test(name) ? plain(name) : name, value]),
  )
}

const yes = /^(|1|true|yes|__MATCH_(ALL|NONE)__)$/i

function permissionOf(value: unknown): Permission | undefined {
  if (value === '__MATCH_ALL__') return { type: 'all' }
  if (value === '__MATCH_NONE__') return { type: 'none' }
  if (typeof value !== 'object' || value === null) return undefined
  const { MATCH_ALL, MATCH_NONE, TERMS_KEY, TERMS_VALUES, ...others } = value as Record<string, unknown>
  if (Object.keys(others).length > 0 || Object.keys(value).length === 0) return undefined
  if (TERMS_KEY === undefined && TERMS_VALUES === undefined) {
    const [word] = [MATCH_ALL, MATCH_NONE].filter((found) => found !== undefined)
    if (Object.keys(value).length > 1 || typeof word !== 'string' || !yes.test(word)) return undefined
    return { type: MATCH_ALL === undefined ? 'none' : 'all' }
  }
  const values = typeof TERMS_VALUES === 'string' ? [TERMS_VALUES] : TERMS_VALUES
  const isRight =
    MATCH_ALL === undefined && MATCH_NONE === undefined && typeof TERMS_KEY === 'string' && TERMS_KEY !== ''
  if (!isRight || !Array.isArray(values) || !values.every((item) => typeof item === 'string')) return undefined
  return { type: 'terms', field: TERMS_KEY, values }
}
