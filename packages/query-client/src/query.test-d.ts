import type { Query } from './query.ts'
import type { SearchBody } from './search-body.ts'

const accepted: Query[] = [
  { match_all: {} },
  { term: { type: 'Create' } },
  { term: { type: { value: 'create', case_insensitive: true } } },
  { term: { 'object.dit:public': true } },
  { terms: { type: ['Create', 'Update'] } },
  { match: { 'object.name': 'tea' } },
  { match: { 'object.name': { query: 'tea cup', operator: 'and' } } },
  { range: { published: { gte: 'now-1d', lt: 1_700_000_000_000 } } },
  { exists: { field: 'object.url' } },
  { ids: { values: ['a'] } },
  { prefix: { id: 'dit:' } },
  { wildcard: { id: { value: 'dit:*:Create' } } },
  { nested: { path: 'object.dit:relatedProgrammes', query: { term: { 'object.dit:relatedProgrammes.id': '1' } } } },
  { bool: { must: { match_all: {} }, filter: [{ term: { a: 1 } }], should: [], must_not: { exists: { field: 'a' } } } },
  {
    function_score: {
      query: { match_all: {} },
      functions: [{ filter: { term: { a: 1 } }, weight: 2 }, { gauss: { published: { scale: '10d' } } }],
    },
  },
]
accepted satisfies readonly Query[]

// @ts-expect-error a clause that has no type here goes through client.raw()
const unknownClause: Query = { script: { script: 'true' } }
// @ts-expect-error two clauses need a bool around them
const twoClauses: Query = { term: { type: 'Create' }, match: { name: 'tea' } }
// @ts-expect-error no clause
const noClause: Query = {}
// @ts-expect-error terms takes a list
const terms: Query = { terms: { type: 'Create' } }
// @ts-expect-error misspelt option
const range: Query = { range: { published: { from: 'now' } } }
// @ts-expect-error scripts are not typed
const script: Query = { function_score: { functions: [{ script_score: { script: '1' } }] } }
// @ts-expect-error a clause inside bool is looked at as well
const inner: Query = { bool: { filter: [{ term: { type: 'Create' } }, { trem: { type: 'Create' } }] } }
void [unknownClause, twoClauses, noClause, terms, range, script, inner]

const bodies: SearchBody[] = [
  {},
  { size: 0, aggs: { byType: { terms: { field: 'type' } } } },
  { sort: 'published', _source: false },
  { sort: { published: 'desc' }, _source: ['id'] },
  { sort: [{ published: { order: 'desc', missing: 0 } }, 'id'], search_after: [1, 'a'], _source: { includes: 'id' } },
  { track_total_hits: true, from: 10, query: { match_all: {} }, post_filter: { match_all: {} } },
]
void bodies

// @ts-expect-error misspelt member
const member: SearchBody = { qeury: { match_all: {} } }
// @ts-expect-error OpenSearch takes "1" too, but a number says what it is
const size: SearchBody = { size: '1' }
void [member, size]
