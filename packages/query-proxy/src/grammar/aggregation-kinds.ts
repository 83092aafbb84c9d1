import { isObject } from '../json-object.ts'
import { type BucketCount, bounded, counted, many, sized } from './buckets.ts'
import { members, named, oneOrMany, refused } from './combine.ts'
import { field } from './fields.ts'
import { box, point } from './geo.ts'
import { emptyBuckets } from './histogram-buckets.ts'
import { hitParsers, sizeOf } from './hits.ts'
import { atLeast, atMost, options, pattern, scalars } from './leaves.ts'
import { parseQuery } from './query.ts'
import type { Members, Parse } from './tree.ts'

/** One kind of aggregation: what may be inside, and how many buckets it may give. */
export interface AggregationKind {
  readonly parse: Parse
  readonly buckets?: BucketCount
  /** True for what gives values, and can hold no aggregations: OpenSearch would answer 500. */
  readonly isMetric?: true
}

const tdigest = members({ compression: atMost(1_000) })
const hdr = members({ number_of_significant_value_digits: atMost(3) })

const values: Members = { ...options('missing format value_type time_zone'), field, script: refused('script') }
const value = (names = '', more: Members = {}): Parse => members({ ...values, ...options(names), ...more })

const partition = members(options('partition num_partitions'))
/** A regular expression, a list of terms, or a partition of them. */
const termFilter: Parse = (filter, path, scope) => {
  if (isObject(filter)) return partition(filter, path, scope)
  return (typeof filter === 'string' ? pattern : scalars)(filter, path, scope)
}
const order = oneOrMany((given, path, scope) => (isObject(given) ? named(scalars) : scalars)(given, path, scope))
const minimum = atLeast(1, 'unused-term')

const termOptions: Members = {
  ...values,
  ...options('size shard_size collect_mode execution_hint shard_min_doc_count show_term_doc_count_error'),
  min_doc_count: minimum,
  include: termFilter,
  exclude: termFilter,
  order,
}
const bounds = members(options('min max'))
const intervals = 'interval calendar_interval fixed_interval offset keyed min_doc_count'
const histogram = (kind: 'date' | 'number'): AggregationKind => ({
  parse: value(intervals, { order, extended_bounds: bounds, hard_bounds: bounds }),
  buckets: emptyBuckets(kind),
})
const ranges: AggregationKind = {
  parse: value('keyed unit distance_type', {
    origin: point,
    ranges: oneOrMany(members(options('key from to mask'))),
  }),
  buckets: counted('ranges'),
}
const grid: AggregationKind = { parse: value('precision size shard_size', { bounds: box }), buckets: sized(10_000) }
const source = value(`${intervals} precision missing_bucket missing_order order`, { bounds: box })
const pipeline: AggregationKind = {
  parse: members({
    ...options('buckets_path gap_policy format unit sigma percents keyed lag window minimize model predict'),
    ...options('from size'),
    settings: members(options('alpha beta gamma period type pad')),
    sort: oneOrMany((given, path, scope) =>
      isObject(given) ? named(sortOrder)(given, path, scope) : scalars(given, path, scope),
    ),
  }),
  buckets: ({ predict }) => bounded(predict, 1),
}
const sortOrder: Parse = (given, path, scope) =>
  isObject(given) ? members(options('order'))(given, path, scope) : scalars(given, path, scope)

const listOrNamed: Parse = (filters, path, scope) =>
  isObject(filters) ? named(parseQuery)(filters, path, scope) : oneOrMany(parseQuery)(filters, path, scope)

const metric = (names = '', more: Members = {}): AggregationKind => ({ parse: value(names, more), isMetric: true })
const refusedKind = (parse: Parse): AggregationKind => ({ parse })

/** Every aggregation there is to use. */
export const aggregationKinds: Readonly<Record<string, AggregationKind>> = {
  avg: metric(),
  sum: metric(),
  min: metric(),
  max: metric(),
  stats: metric(),
  value_count: metric(),
  extended_stats: metric('sigma'),
  cardinality: metric('precision_threshold execution_hint rehash'),
  percentiles: metric('percents keyed', { tdigest, hdr, compression: atMost(1_000) }),
  percentile_ranks: metric('values keyed', { tdigest, hdr, compression: atMost(1_000) }),
  median_absolute_deviation: metric('', { compression: atMost(1_000) }),
  weighted_avg: {
    parse: members({ ...options('format value_type'), value: value(), weight: value() }),
    isMetric: true,
  },
  geo_bounds: metric('wrap_longitude'),
  geo_centroid: metric(),
  top_hits: {
    parse: members(hitParsers(parseQuery).hitOptions),
    buckets: (body) => sizeOf(body, 3),
    isMetric: true,
  },

  terms: { parse: members(termOptions), buckets: sized(10) },
  rare_terms: { parse: value('max_doc_count precision', { include: termFilter, exclude: termFilter }), buckets: many },
  multi_terms: { parse: members({ ...termOptions, terms: oneOrMany(value()) }), buckets: sized(10) },
  composite: {
    parse: members({
      ...options('size'),
      after: named(scalars),
      sources: oneOrMany(
        named(members({ terms: source, histogram: source, date_histogram: source, geotile_grid: source })),
      ),
    }),
    buckets: sized(10),
  },
  histogram: histogram('number'),
  date_histogram: histogram('date'),
  auto_date_histogram: { parse: value('buckets minimum_interval'), buckets: ({ buckets }) => bounded(buckets, 10) },
  variable_width_histogram: {
    parse: value('buckets shard_size initial_buffer'),
    buckets: ({ buckets, shard_size, initial_buffer }) =>
      Math.max(bounded(buckets, 10), bounded(shard_size, 1), bounded(initial_buffer, 1)),
  },
  range: ranges,
  date_range: ranges,
  ip_range: ranges,
  geo_distance: ranges,
  geohash_grid: grid,
  geotile_grid: grid,
  geohex_grid: grid,
  missing: { parse: value() },
  nested: { parse: members(options('path')) },
  reverse_nested: { parse: members(options('path')) },
  filter: { parse: parseQuery },
  filters: {
    parse: members({ ...options('other_bucket other_bucket_key'), filters: listOrNamed }),
    buckets: counted('filters'),
  },
  adjacency_matrix: {
    parse: members({ ...options('separator'), filters: named(parseQuery) }),
    buckets: (body) => counted('filters')(body) ** 2,
  },

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

  global: refusedKind(refused('global')),
  significant_terms: refusedKind(refused('background')),
  significant_text: refusedKind(refused('background')),
  sampler: refusedKind(refused('sampler')),
  diversified_sampler: refusedKind(refused('sampler')),
  children: refusedKind(refused('join')),
  parent: refusedKind(refused('join')),
  scripted_metric: refusedKind(refused('script')),
  bucket_script: refusedKind(refused('script')),
  bucket_selector: refusedKind(refused('script')),
  moving_fn: refusedKind(refused('script')),
}
