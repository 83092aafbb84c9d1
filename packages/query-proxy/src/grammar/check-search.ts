import { anything, type Check, falseOnly, members, oneOrMany } from './check.ts'
import { checkAggregations } from './check-aggregations.ts'
import { hitChecks } from './check-hits.ts'
import { checkQuery } from './check-query.ts'

const { hitOptions, checkCollapse } = hitChecks(checkQuery)

const rescore: Check = oneOrMany(
  members({
    window_size: anything,
    query: members({
      rescore_query: checkQuery,
      query_weight: anything,
      rescore_query_weight: anything,
      score_mode: anything,
    }),
  }),
)

/**
 * Checks the whole body of a search that a restricted access key sends. What is not listed here is refused: a script,
 * a suggester, a profile or a key that OpenSearch will get one day answers from documents outside the permission.
 *
 * @throws {RefusedSearchError} Naming the path.
 */
export const checkSearch: Check = members({
  ...hitOptions,
  query: checkQuery,
  post_filter: checkQuery,
  aggs: checkAggregations,
  aggregations: checkAggregations,
  collapse: checkCollapse,
  rescore,
  search_after: anything,
  track_total_hits: anything,
  timeout: anything,
  terminate_after: anything,
  profile: falseOnly,
})
