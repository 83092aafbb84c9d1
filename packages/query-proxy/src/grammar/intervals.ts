import { byField, members, oneOrMany, refused } from './combine.ts'
import { field } from './fields.ts'
import { common } from './full-text.ts'
import { options } from './leaves.ts'
import type { Members, Parse } from './tree.ts'

const rule: Parse = (value, path, scope) => parseRule(value, path, scope)

const filter = members({
  ...Object.fromEntries(
    'after before contained_by containing not_contained_by not_containing not_overlapping overlapping'
      .split(' ')
      .map((relation) => [relation, rule]),
  ),
  script: refused('script'),
})

const rules: Members = {
  match: members({ ...options('query max_gaps ordered mode analyzer'), use_field: field, filter }),
  all_of: members({ ...options('max_gaps ordered mode'), intervals: oneOrMany(rule), filter }),
  any_of: members({ intervals: oneOrMany(rule), filter }),
  prefix: refused('interval-expansion'),
  wildcard: refused('interval-expansion'),
  regexp: refused('interval-expansion'),
  fuzzy: refused('interval-expansion'),
}
const parseRule = members(rules)

/** `intervals`: words in an order, near each other. */
export const intervals: Parse = byField({ ...common, ...rules })
