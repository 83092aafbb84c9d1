import { RefusedSearchError } from '../errors.ts'
import {
  anything,
  atLeast,
  byField,
  type Check,
  isObject,
  type Members,
  memberPath,
  members,
  named,
  oneOf,
  oneOrMany,
  options,
  refused,
} from './check.ts'
import { hitChecks } from './check-hits.ts'

const hiddenTerms = 'which documents match would depend on documents that this access key may not see'
const otherDocuments = 'it reads documents that this access key may not see'
const code = 'scripts are not for this access key'

/** OpenSearch's default of 50 terms; a smaller number lets hidden terms push visible ones out. */
const expansions = atLeast(50, hiddenTerms)
const rewrite = oneOf('constant_score', 'constant_score_blended')
const multiMatchType = oneOf('best_fields', 'most_fields', 'cross_fields', 'phrase', 'bool_prefix')

const common: Members = { boost: anything, _name: anything }
const leaf = (names = ''): Check => members({ ...common, ...options(names) })
const field = (more: Members): Check => byField({ ...common, ...more })

const fuzzy: Members = {
  ...options('fuzziness prefix_length fuzzy_transpositions'),
  max_expansions: expansions,
  fuzzy_rewrite: rewrite,
}
const fullText: Members = {
  ...options('query analyzer operator lenient zero_terms_query minimum_should_match'),
  ...options('auto_generate_synonyms_phrase_query'),
}
const queryText: Members = {
  ...common,
  ...options('query fields analyzer default_operator lenient minimum_should_match'),
  ...options('analyze_wildcard auto_generate_synonyms_phrase_query quote_field_suffix'),
  ...options('fuzzy_prefix_length fuzzy_transpositions'),
  fuzzy_max_expansions: expansions,
}
const pattern = options('value case_insensitive flags flags_value max_determinized_states wildcard')

const decay = named((value, path) => {
  if (isObject(value)) leaf('origin scale offset decay')(value, path)
})
const scoreFunction: Members = {
  weight: anything,
  random_score: leaf('seed field'),
  field_value_factor: leaf('field factor modifier missing'),
  gauss: decay,
  linear: decay,
  exp: decay,
}

/** A clause that holds other clauses. */
const clause = (more: Members): Check => members({ ...common, ...more })
const spans: Members = options('slop in_order end dist pre post field')

const geoShape: Check = (value, path) => {
  named((shape, shapePath) => {
    if (isObject(shape) && Object.hasOwn(shape, 'indexed_shape')) {
      throw new RefusedSearchError(memberPath(shapePath, 'indexed_shape'), otherDocuments)
    }
  })(value, path)
}

const terms: Check = named((value, path) => {
  if (isObject(value)) throw new RefusedSearchError(path, otherDocuments)
})

/** Every query clause a restricted access key may use: name → what may be inside. All others are refused. */
const clauses: Members = {
  match_all: leaf(),
  match_none: leaf(),
  match: field({ ...fullText, ...fuzzy }),
  match_bool_prefix: field({ ...fullText, ...fuzzy }),
  match_phrase: field(options('query analyzer slop zero_terms_query')),
  multi_match: members({
    ...common,
    ...fullText,
    ...fuzzy,
    ...options('fields tie_breaker slop'),
    type: multiMatchType,
  }),
  query_string: members({
    ...queryText,
    ...options('default_field quote_analyzer allow_leading_wildcard enable_position_increments escape'),
    ...options('fuzziness max_determinized_states phrase_slop tie_breaker time_zone'),
    type: multiMatchType,
    rewrite,
    fuzzy_rewrite: rewrite,
  }),
  simple_query_string: members({ ...queryText, flags: anything }),

  exists: leaf('field'),
  ids: leaf('values type'),
  term: field(options('value term case_insensitive')),
  terms,
  terms_set: field({ ...options('terms minimum_should_match_field'), minimum_should_match_script: refused(code) }),
  range: field(options('gt gte lt lte from to include_lower include_upper format relation time_zone')),
  prefix: field({ ...pattern, rewrite }),
  wildcard: field({ ...pattern, rewrite }),
  regexp: field({ ...pattern, rewrite }),
  fuzzy: field({ ...fuzzy, ...options('value transpositions'), rewrite }),

  geo_bounding_box: named(anything),
  geo_distance: named(anything),
  geo_polygon: named(anything),
  geo_shape: geoShape,
  xy_shape: geoShape,
  distance_feature: leaf('field origin pivot'),

  bool: clause({
    must: oneOrMany(checkQuery),
    filter: oneOrMany(checkQuery),
    should: oneOrMany(checkQuery),
    must_not: oneOrMany(checkQuery),
    ...options('minimum_should_match adjust_pure_negative'),
  }),
  boosting: clause({ positive: checkQuery, negative: checkQuery, negative_boost: anything }),
  constant_score: clause({ filter: checkQuery }),
  dis_max: clause({ queries: oneOrMany(checkQuery), tie_breaker: anything }),
  function_score: clause({
    query: checkQuery,
    functions: oneOrMany(members({ ...scoreFunction, filter: checkQuery, script_score: refused(code) })),
    ...scoreFunction,
    ...options('score_mode boost_mode max_boost'),
    script_score: refused(code),
  }),
  nested: clause({
    query: checkQuery,
    inner_hits: hitChecks(checkQuery).checkInnerHits,
    ...options('path score_mode ignore_unmapped'),
  }),

  span_term: field(options('value term')),
  span_near: clause({ ...spans, clauses: oneOrMany(checkQuery) }),
  span_or: clause({ clauses: oneOrMany(checkQuery) }),
  span_not: clause({ ...spans, include: checkQuery, exclude: checkQuery }),
  span_first: clause({ ...spans, match: checkQuery }),
  span_containing: clause({ big: checkQuery, little: checkQuery }),
  span_within: clause({ big: checkQuery, little: checkQuery }),
  field_masking_span: clause({ ...spans, query: checkQuery }),

  match_phrase_prefix: refused(hiddenTerms),
  span_multi: refused(hiddenTerms),
  more_like_this: refused(otherDocuments),
  percolate: refused(otherDocuments),
  has_parent: refused(otherDocuments),
  has_child: refused(otherDocuments),
  parent_id: refused(otherDocuments),
  script: refused(code),
  script_score: refused(code),
}

const query = members(clauses, 'it is not a query clause that this access key may use')

/**
 * Checks a query clause of a restricted access key: known clauses and options only, and none whose answer depends on
 * documents outside the permission.
 *
 * @throws {RefusedSearchError} Naming the path.
 */
export function checkQuery(value: unknown, path: string): void {
  query(value, path)
}
