import { isObject } from '../json-object.ts'
import { byField, fieldKeyed, forgiving, members, oneOrMany, refused } from './combine.ts'
import { documentField, field } from './fields.ts'
import { common, fullTextClauses, fuzzyClause, rewrite } from './full-text.ts'
import { geoClauses, point } from './geo.ts'
import { hitParsers } from './hits.ts'
import { intervals } from './intervals.ts'
import { atMost, options, pattern, scalars } from './leaves.ts'
import { deny, type Scope, spendClause } from './scope.ts'
import type { Members, Parse, Tree } from './tree.ts'

const leaf = (names = '', more: Members = {}): Parse => members({ ...common, ...options(names), ...more })
const byFieldWith = (more: Members, short?: Parse): Parse => byField({ ...common, ...more }, short)

const patternClause = byFieldWith(
  {
    ...options('case_insensitive flags flags_value'),
    value: pattern,
    wildcard: pattern,
    max_determinized_states: atMost(10_000),
    rewrite,
  },
  pattern,
)

const decayOptions = leaf('origin scale offset decay', { origin: point })
const decay = fieldKeyed((value, path, scope) => decayOptions(value, path, scope), options('multi_value_mode'))
const scoreFunction: Members = {
  ...options('weight'),
  random_score: leaf('seed', { field }),
  field_value_factor: leaf('factor modifier missing', { field }),
  gauss: decay,
  linear: decay,
  exp: decay,
  script_score: refused('script'),
}
const spanOptions: Members = { ...common, ...options('slop in_order end dist pre post'), field }

/** A query inside a query. */
const query: Parse = (value, path, scope) => parseQuery(value, path, scope)
const queries = oneOrMany(query)

const nestedQuery: Parse = (value, path, scope) => {
  const node = parseQuery(value, path, scope)
  return scope.strict && !scope.permits('strict-nested') ? { constant_score: { filter: node } } : node
}

/** A list of terms; an object in its place names a document that has them. */
const termList: Parse = (value, path, scope) =>
  isObject(value) ? deny(scope, 'terms-lookup', path, value) : scalars(value, path, scope)

const rangeClause = byFieldWith(options('gt gte lt lte from to include_lower include_upper format relation time_zone'))

/**
 * A shard that has no date in a range, hidden documents and all, takes the clause for `match_none`, and whatever must
 * match beside it too: even its inner hits vanish from the answer. It looks into a `dis_max`, but does not take it away.
 */
function fixed(node: Tree, scope: Scope): Tree {
  const hasRange = isObject(node) && Object.hasOwn(node, 'range')
  return hasRange && !scope.permits('fixed-range') ? { dis_max: { queries: [node] } } : node
}

/** Every query clause there is to use. */
const clauses: Members = {
  ...fullTextClauses,
  ...geoClauses,

  match_all: leaf(),
  match_none: leaf(),
  exists: leaf('', { field: documentField }),
  ids: leaf('values type'),
  term: byFieldWith(options('value term case_insensitive')),
  terms: fieldKeyed(termList, { ...common, ...options('value_type') }),
  terms_set: byFieldWith({
    terms: scalars,
    minimum_should_match_field: field,
    minimum_should_match_script: refused('script'),
  }),
  range: rangeClause,
  prefix: byFieldWith({ ...options('value prefix case_insensitive'), rewrite }),
  wildcard: patternClause,
  regexp: patternClause,
  fuzzy: fuzzyClause,
  intervals,
  distance_feature: leaf('pivot', { field, origin: point }),
  rank_feature: leaf('', {
    field,
    saturation: members(options('pivot')),
    log: members(options('scaling_factor')),
    sigmoid: members(options('pivot exponent')),
    linear: members({}),
  }),

  bool: leaf('minimum_should_match adjust_pure_negative', {
    must: queries,
    filter: queries,
    should: queries,
    must_not: queries,
  }),
  boosting: leaf('negative_boost', { positive: query, negative: query }),
  constant_score: leaf('', { filter: query }),
  dis_max: leaf('tie_breaker', { queries }),
  function_score: leaf('score_mode boost_mode max_boost', {
    ...scoreFunction,
    query,
    functions: oneOrMany(members({ ...scoreFunction, filter: query })),
    min_score: refused('score-threshold'),
  }),
  nested: forgiving(
    leaf('path score_mode ignore_unmapped', { query: nestedQuery, inner_hits: hitParsers(query).innerHits }),
  ),

  span_term: byFieldWith(options('value term')),
  span_near: members({ ...spanOptions, clauses: queries }),
  span_or: members({ ...spanOptions, clauses: queries }),
  span_not: members({ ...spanOptions, include: query, exclude: query }),
  span_first: members({ ...spanOptions, match: query }),
  span_containing: members({ ...spanOptions, big: query, little: query }),
  span_within: members({ ...spanOptions, big: query, little: query }),
  field_masking_span: members({ ...spanOptions, query }),
  span_multi: refused('span-multi'),

  more_like_this: refused('more-like-this'),
  percolate: refused('percolate'),
  has_parent: refused('join'),
  has_child: refused('join'),
  parent_id: refused('join'),
  script: refused('script'),
  script_score: refused('script'),
}

const clause = members(clauses, 'it is not a query clause that is known here; docs/query-language.md lists what is')

/**
 * Reads a query: known clauses and options only, and none whose answer depends on documents outside the permission.
 *
 * @throws {RefusedSearchError} Naming the path.
 */
export function parseQuery(...[value, path, scope]: Parameters<Parse>): ReturnType<Parse> {
  spendClause(scope, path)
  return fixed(clause(value, path, scope), scope)
}
