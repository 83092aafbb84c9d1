import { isObject, numberOf } from '../json-object.ts'
import { parseAggregations } from './aggregations.ts'
import { falseOnly, members, oneOrMany, refused } from './combine.ts'
import { hitParsers, sizeOf } from './hits.ts'
import { options, scalars } from './leaves.ts'
import { parseQuery } from './query.ts'
import { deny, type Scope } from './scope.ts'
import type { Parse, Tree } from './tree.ts'

const { hitOptions, collapse } = hitParsers(parseQuery)

const rescoreOptions = oneOrMany(
  members({
    ...options('window_size'),
    query: members({ ...options('query_weight rescore_query_weight score_mode'), rescore_query: parseQuery }),
  }),
)
const rescore: Parse = (value, path, scope) =>
  scope.strict ? deny(scope, 'strict-rescore', path, value) : rescoreOptions(value, path, scope)

const search = members({
  ...hitOptions,
  ...options('track_total_hits timeout'),
  query: parseQuery,
  post_filter: parseQuery,
  aggs: parseAggregations,
  aggregations: parseAggregations,
  collapse,
  rescore,
  search_after: scalars,
  min_score: refused('score-threshold'),
  profile: falseOnly('profile'),
  suggest: refused('suggest'),
  search_pipeline: refused('search-pipeline'),
})

/**
 * Reads the whole body of a search. What is not listed is refused: a suggester, a profile, or a key that OpenSearch
 * will get one day, answers from documents outside the permission.
 *
 * @throws {RefusedSearchError} Naming the path.
 */
export function parseSearchTree(body: Record<string, unknown>, scope: Scope): Tree {
  checkTogether(body, scope)
  return search(body, '', { ...scope, hits: sizeOf(body, 10) })
}

/** What OpenSearch takes one by one, but answers together with 500. */
function checkTogether(body: Body, scope: Scope): void {
  const { search_after, from, collapse, sort, rescore, fields, stored_fields, _source = false } = body
  const refuse = (path: string, other: string): void => {
    deny(scope, 'unknown', path, undefined, `OpenSearch does not take it together with "${other}"`)
  }
  if (search_after !== undefined) {
    if (from !== undefined && numberOf(from) !== 0) refuse('from', 'search_after')
    if (isObject(collapse) && !isSortedBy(sort, collapse.field)) refuse('collapse', 'search_after')
  }
  if ([stored_fields].flat().includes('_none_')) {
    if (fields !== undefined) refuse('stored_fields', 'fields')
    if (_source !== false && _source !== 'false') refuse('stored_fields', '_source')
  }
  if (rescore !== undefined && collapse !== undefined) refuse('rescore', 'collapse')
}

type Body = Record<string, unknown>

/** By this field and no other. */
function isSortedBy(sort: unknown, field: unknown): boolean {
  const [first, ...others] = [sort].flat()
  const names = isObject(first) ? Object.keys(first) : [first]
  return others.length === 0 && names.length === 1 && names[0] === field
}
