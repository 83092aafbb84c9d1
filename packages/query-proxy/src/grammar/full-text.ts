import { isObject } from '../json-object.ts'
import { byField, fieldKeyed, members, oneOrMany, refused, withMembers } from './combine.ts'
import { field } from './fields.ts'
import { oneOf, options, scalar } from './leaves.ts'
import { queryText, simpleQueryText, withoutFuzzy } from './query-text.ts'
import type { Members, Parse } from './tree.ts'

/** The ways to look for the terms of a pattern that find all of them. */
export const rewrite: Parse = oneOf('term-expansion', 'constant_score', 'constant_score_blended')

export const common: Members = options('boost _name')

const allFuzzyTerms = { fuzzy_rewrite: 'constant_score' } as const

const fuzzy: Members = {
  ...options('fuzziness prefix_length fuzzy_transpositions transpositions max_expansions'),
  fuzzy_rewrite: rewrite,
}
const text: Members = {
  ...common,
  ...options('query analyzer operator lenient zero_terms_query minimum_should_match'),
  ...options('auto_generate_synonyms_phrase_query'),
}
const languageOptions: Members = {
  ...common,
  ...options('analyzer default_operator lenient minimum_should_match analyze_wildcard'),
  ...options('auto_generate_synonyms_phrase_query quote_field_suffix'),
  ...options('fuzzy_prefix_length fuzzy_transpositions fuzzy_max_expansions'),
  fields: oneOrMany(field),
}
const type = oneOf('phrase-prefix', 'best_fields', 'most_fields', 'cross_fields', 'phrase', 'bool_prefix')

const hasFuzziness = (node: { readonly fuzziness?: unknown }): typeof allFuzzyTerms | Record<string, never> =>
  node.fuzziness === undefined ? {} : allFuzzyTerms

const matchOptions = withMembers(members({ ...text, ...fuzzy }), 'fuzzy-expansion', hasFuzziness)
const match = fieldKeyed((value, path, scope) => (isObject(value) ? matchOptions : scalar)(value, path, scope))

const simpleQuery = members({ ...languageOptions, query: simpleQueryText, flags: scalar })

/** Clauses that look for words. */
export const fullTextClauses: Members = {
  match,
  match_bool_prefix: match,
  match_phrase: byField({ ...common, ...options('query analyzer slop zero_terms_query') }),
  match_phrase_prefix: refused('phrase-prefix'),
  multi_match: withMembers(
    members({ ...text, ...fuzzy, ...options('tie_breaker slop'), fields: oneOrMany(field), type }),
    'fuzzy-expansion',
    hasFuzziness,
  ),
  combined_fields: members({ ...text, fields: oneOrMany(field) }),
  query_string: withMembers(
    members({
      ...languageOptions,
      ...options('quote_analyzer allow_leading_wildcard enable_position_increments escape fuzziness'),
      ...options('phrase_slop tie_breaker time_zone'),
      query: queryText,
      default_field: field,
      type,
      rewrite,
      fuzzy_rewrite: rewrite,
    }),
    'fuzzy-expansion',
    () => allFuzzyTerms,
  ),
  simple_query_string: (value, path, scope) =>
    withMembers(simpleQuery, 'simple-fuzzy', (node) => withoutFuzzy(node, path, scope))(value, path, scope),
}

/** `fuzzy`, the clause of its own. */
export const fuzzyClause: Parse = fieldKeyed((value, path, scope) =>
  isObject(value) ? fuzzyOptions(value, path, scope) : shortFuzzy(value, path, scope),
)
const fuzzyOptions = withMembers(
  members({ ...common, ...options('value fuzziness prefix_length transpositions max_expansions'), rewrite }),
  'fuzzy-expansion',
  () => ({ rewrite: 'constant_score' }),
)
/** Written long, as the short form has no place for `rewrite`. */
const shortFuzzy: Parse = (value, path, scope) => fuzzyOptions({ value }, path, scope)
