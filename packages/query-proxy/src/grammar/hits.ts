import { isObject, memberPath } from '../json-object.ts'
import { bounded } from './buckets.ts'
import { falseOnly, fieldKeyed, forgiving, members, type Node, oneOrMany, refused } from './combine.ts'
import { checkField, field, formattedField } from './fields.ts'
import { point } from './geo.ts'
import { atMost, data, options, scalar, scalars } from './leaves.ts'
import { deny, type Scope, spendBuckets } from './scope.ts'
import type { Members, Parse, Tree } from './tree.ts'

/** The parsers of what decides how hits look and in which order they come. */
export interface HitParsers {
  /** What a search, inner hits and top hits have in common. */
  readonly hitOptions: Members
  /** The `inner_hits` of a nested query or of a collapse. */
  readonly innerHits: Parse
  readonly collapse: Parse
}

/** The places of documents in the index. */
const positions = ['_doc', '_shard_doc']

/** @param query What every query inside has to be. */
export function hitParsers(query: Parse): HitParsers {
  const hitOptions: Members = {
    ...options('from size track_scores'),
    _source: source,
    fields: oneOrMany(formattedField),
    docvalue_fields: oneOrMany(docValueField),
    stored_fields: oneOrMany(field),
    sort: sortParser(query),
    highlight: highlightParser(query),
    explain: falseOnly('explain'),
    version: falseOnly('version'),
    seq_no_primary_term: falseOnly('sequence-number'),
    script_fields: refused('script'),
  }
  const innerOptions = members({
    ...hitOptions,
    ...options('name ignore_unmapped'),
    collapse: (...at) => collapse(...at),
  })
  const innerHits: Parse = (value, path, scope) => {
    const hits = scope.hits * sizeOf(value, 3)
    spendBuckets(scope, path, hits)
    return innerOptions(value, path, { ...scope, hits })
  }
  const collapse = members({ field, max_concurrent_group_searches: atMost(10), inner_hits: oneOrMany(innerHits) })
  return { hitOptions, innerHits, collapse }
}

/** How many hits are asked for. */
export function sizeOf(body: unknown, standard: number): number {
  return isObject(body) && Object.hasOwn(body, 'size') ? bounded(body.size, standard) : standard
}

const sourceFilter = members(options('includes include excludes exclude'))
const source: Parse = (value, path, scope) =>
  isObject(value) ? sourceFilter(value, path, scope) : scalars(value, path, scope)

/** `*` too would give OpenSearch's own fields. */
const docValueField: Parse = (value, path, scope) => {
  const name = isObject(value) ? value.field : value
  return name === '*' ? deny(scope, 'internal-field', path, value) : formattedField(value, path, scope)
}

/** A field, `{field: order}`, `{field: options}`, or a list of these. */
function sortParser(query: Parse): Parse {
  const nested: Parse = members({
    ...options('path max_children'),
    filter: query,
    nested: (...at) => nested(...at),
  })
  const order: Members = {
    ...options('order mode missing unmapped_type numeric_type format nested_path'),
    nested,
    nested_filter: query,
  }
  const longOrder = forgiving(members(order), nestedType)
  const distance = forgiving(
    fieldKeyed(point, { ...order, ...options('unit distance_type validation_method ignore_unmapped') }),
  )

  const checkSortField = (name: string, path: string, scope: Scope, value: unknown): Tree | undefined => {
    if (positions.includes(name)) return deny(scope, 'position', path, value)
    if (name === '_script') return deny(scope, 'script', path, value)
    if (name !== '_geo_distance') checkField(name, path, scope)
    return undefined
  }
  return oneOrMany((value, path, scope) => {
    if (typeof value === 'string') return checkSortField(value, path, scope, value) ?? value
    if (!isObject(value)) return scalar(value, path, scope)
    return Object.fromEntries(
      Object.entries(value).map(([name, asked]) => {
        const at = memberPath(path, name)
        const passed = checkSortField(name, at, scope, asked)
        if (passed !== undefined) return [name, passed]
        if (!isObject(asked)) return [name, scalar(asked, at, scope)]
        return [name, (name === '_geo_distance' ? distance : longOrder)(asked, at, scope)]
      }),
    )
  })
}

/** A field of nested objects is missing where these are not mapped; OpenSearch then has to be told its type. */
function nestedType(order: Node): Node {
  const isNested = ['nested', 'nested_path', 'nested_filter'].some((name) => Object.hasOwn(order, name))
  const isNumber = Object.hasOwn(order, 'numeric_type') || typeof order.missing === 'number'
  return isNested ? { unmapped_type: isNumber ? 'long' : 'keyword' } : {}
}

function highlightParser(query: Parse): Parse {
  const fieldOptions: Members = {
    ...options('type number_of_fragments fragment_size fragment_offset fragmenter pre_tags post_tags'),
    ...options('require_field_match boundary_chars boundary_max_scan boundary_scanner boundary_scanner_locale'),
    ...options('encoder force_source no_match_size order phrase_limit tags_schema'),
    ...options('max_analyzer_offset max_analyzed_offset highlight_filter'),
    options: data,
    matched_fields: oneOrMany(field),
    highlight_query: query,
  }
  return members({ ...fieldOptions, fields: oneOrMany(fieldKeyed(members(fieldOptions))) })
}
