/** What one entry of an access key's permissions lets it see. */
export type Permission =
  | { readonly type: 'all' }
  | { readonly type: 'none' }
  /** Documents whose `field` has one of `values`. */
  | { readonly type: 'terms'; readonly field: string; readonly values: readonly string[] }

/** Who may ask, and what they see. */
export interface AccessKey {
  /** The Hawk id: named in logs. */
  readonly id: string
  /** The Hawk key: a secret. */
  readonly key: string
  /** By index alias. Several entries of an alias are ANDed; an alias that is not here, or has none, shows nothing. */
  readonly permissions: Readonly<Record<string, readonly Permission[]>>
  /**
   * True where not even scores may tell of hidden documents: every hit has the same score. Default: false, as ranking
   * by how rare a word is needs to count it in all documents.
   */
  readonly strict?: boolean
}

/** An OpenSearch `terms` filter. */
export interface TermsFilter {
  readonly terms: Readonly<Record<string, readonly string[]>>
}

/** What a key sees of an alias: everything, nothing, or what passes every filter. */
export type Visibility = 'all' | 'none' | readonly TermsFilter[]

/** Adds up a key's permissions for an alias. */
export function visibilityOf(key: Pick<AccessKey, 'permissions'>, alias: string): Visibility {
  const permissions = Object.hasOwn(key.permissions, alias) ? (key.permissions[alias] ?? []) : []
  if (permissions.length === 0 || permissions.some(({ type }) => type === 'none')) return 'none'
  const filters = permissions.flatMap((permission) =>
    permission.type === 'terms' ? [{ terms: { [permission.field]: permission.values } }] : [],
  )
  return filters.length === 0 ? 'all' : filters
}
