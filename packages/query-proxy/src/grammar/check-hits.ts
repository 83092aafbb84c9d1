import { RefusedSearchError } from '../errors.ts'
import {
  type Check,
  falseOnly,
  isObject,
  type Members,
  memberPath,
  members,
  named,
  oneOrMany,
  options,
  refused,
} from './check.ts'

/** The checks of what decides how hits look and in which order they come. */
export interface HitChecks {
  /** What a search, inner hits and top hits have in common. */
  readonly hitOptions: Members
  /** The `inner_hits` of a nested query or of a collapse. */
  readonly checkInnerHits: Check
  readonly checkCollapse: Check
}

const code = 'scripts are not for this access key'
const positions = 'the positions of documents in the index tell of those that this access key may not see'
const internalFields = ['_doc', '_shard_doc', '_seq_no']

/** @param checkQuery What every query inside has to pass. */
export function hitChecks(checkQuery: Check): HitChecks {
  const hitOptions: Members = {
    ...options('from size _source fields docvalue_fields stored_fields track_scores version'),
    sort: sortCheck(checkQuery),
    highlight: highlightCheck(checkQuery),
    explain: falseOnly,
    seq_no_primary_term: falseOnly,
    script_fields: refused(code),
  }
  const checkInnerHits = members({
    ...hitOptions,
    ...options('name ignore_unmapped'),
    collapse: (value, path) => checkCollapse(value, path),
  })
  const checkCollapse = members({
    ...options('field max_concurrent_group_searches'),
    inner_hits: oneOrMany(checkInnerHits),
  })
  return { hitOptions, checkInnerHits, checkCollapse }
}

/** A field, `{field: order}`, `{field: options}`, or a list of these. */
function sortCheck(checkQuery: Check): Check {
  const checkNested = members({
    ...options('path max_children'),
    filter: checkQuery,
    nested: (value, path) => checkNested(value, path),
  })
  const checkOptions = members({
    ...options('order mode missing unmapped_type numeric_type format'),
    nested: checkNested,
  })
  const checkField = (field: string, path: string): void => {
    if (internalFields.includes(field)) throw new RefusedSearchError(path, positions)
    if (field === '_script') throw new RefusedSearchError(path, code)
  }
  return oneOrMany((value, path) => {
    if (typeof value === 'string') checkField(value, path)
    if (!isObject(value)) return
    for (const [field, order] of Object.entries(value)) {
      const fieldPath = memberPath(path, field)
      checkField(field, fieldPath)
      if (!isObject(order)) continue
      // besides its options, _geo_distance has a member named by the caller's own field
      if (field !== '_geo_distance') checkOptions(order, fieldPath)
      else if (Object.hasOwn(order, 'nested')) checkNested(order.nested, memberPath(fieldPath, 'nested'))
    }
  })
}

function highlightCheck(checkQuery: Check): Check {
  const fieldOptions: Members = {
    ...options('type number_of_fragments fragment_size fragment_offset fragmenter pre_tags post_tags'),
    ...options('require_field_match boundary_chars boundary_max_scan boundary_scanner boundary_scanner_locale'),
    ...options('encoder force_source matched_fields no_match_size order phrase_limit tags_schema'),
    ...options('max_analyzer_offset max_analyzed_offset highlight_filter options'),
    highlight_query: checkQuery,
  }
  return members({ ...fieldOptions, fields: oneOrMany(named(members(fieldOptions))) })
}
