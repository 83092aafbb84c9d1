import {
  anything,
  atLeast,
  type Check,
  isObject,
  type Members,
  members,
  named,
  oneOrMany,
  options,
  refused,
} from './check.ts'
import { hitChecks } from './check-hits.ts'
import { checkQuery } from './check-query.ts'

const code = 'scripts are not for this access key'
const hiddenDocuments = 'it counts documents that this access key may not see'
const hiddenTerms = 'below 1 it lists terms of documents that this access key may not see'

const values: Members = { ...options('field missing format value_type time_zone'), script: refused(code) }
const value = (names = ''): Check => members({ ...values, ...options(names) })

const buckets: Members = {
  ...values,
  ...options('size shard_size order include exclude collect_mode execution_hint'),
  ...options('shard_min_doc_count show_term_doc_count_error'),
  min_doc_count: atLeast(1, hiddenTerms),
}
const intervals = 'interval calendar_interval fixed_interval offset order keyed min_doc_count'
const histogram = value(`${intervals} extended_bounds hard_bounds`)
const ranges = value('ranges keyed origin unit distance_type')
const grid = value('precision size shard_size bounds')
const source = value(`${intervals} precision missing_bucket missing_order`)
const pipeline = members({
  ...options('buckets_path gap_policy format unit sigma percents keyed lag'),
  ...options('sort from size model settings window predict minimize'),
})

/** Every aggregation a restricted access key may use: name → what may be inside. All others are refused. */
const kinds: Members = {
  avg: value(),
  sum: value(),
  min: value(),
  max: value(),
  stats: value(),
  value_count: value(),
  extended_stats: value('sigma'),
  cardinality: value('precision_threshold execution_hint rehash'),
  percentiles: value('percents keyed tdigest hdr compression'),
  percentile_ranks: value('values keyed tdigest hdr compression'),
  median_absolute_deviation: value('compression'),
  weighted_avg: members({ ...options('format value_type'), value: value(), weight: value() }),
  geo_bounds: value('wrap_longitude'),
  geo_centroid: value(),
  matrix_stats: members(options('fields missing mode')),
  top_hits: members(hitChecks(checkQuery).hitOptions),

  terms: members(buckets),
  rare_terms: value('max_doc_count precision include exclude'),
  multi_terms: members({ ...buckets, terms: oneOrMany(value()) }),
  composite: members({
    ...options('size after'),
    sources: oneOrMany(
      named(members({ terms: source, histogram: source, date_histogram: source, geotile_grid: source })),
    ),
  }),
  histogram: histogram,
  date_histogram: histogram,
  auto_date_histogram: value('buckets minimum_interval'),
  variable_width_histogram: value('buckets shard_size initial_buffer'),
  range: ranges,
  date_range: ranges,
  ip_range: ranges,
  geo_distance: ranges,
  geohash_grid: grid,
  geotile_grid: grid,
  geohex_grid: grid,
  missing: value(),
  nested: members(options('path')),
  reverse_nested: members(options('path')),
  filter: checkQuery,
  filters: members({ filters: listOrNamed(checkQuery), ...options('other_bucket other_bucket_key') }),
  adjacency_matrix: members({ filters: named(checkQuery), separator: anything }),

  avg_bucket: pipeline,
  sum_bucket: pipeline,
  min_bucket: pipeline,
  max_bucket: pipeline,
  stats_bucket: pipeline,
  extended_stats_bucket: pipeline,
  percentiles_bucket: pipeline,
  derivative: pipeline,
  cumulative_sum: pipeline,
  moving_avg: pipeline,
  serial_diff: pipeline,
  bucket_sort: pipeline,

  global: refused(hiddenDocuments),
  significant_terms: refused(hiddenDocuments),
  significant_text: refused(hiddenDocuments),
  children: refused(hiddenDocuments),
  parent: refused(hiddenDocuments),
  scripted_metric: refused(code),
  bucket_script: refused(code),
  bucket_selector: refused(code),
  moving_fn: refused(code),
}

const aggregation = members(
  { ...kinds, meta: anything, aggs: checkAggregations, aggregations: checkAggregations },
  'it is not an aggregation that this access key may use',
)

/**
 * Checks the aggregations of a restricted access key, at any depth.
 *
 * @throws {RefusedSearchError} Naming the path.
 */
export function checkAggregations(aggregations: unknown, path: string): void {
  named((body, bodyPath) => aggregation(body, bodyPath))(aggregations, path)
}

function listOrNamed(check: Check): Check {
  return (filters, path) => (isObject(filters) ? named(check) : oneOrMany(check))(filters, path)
}
