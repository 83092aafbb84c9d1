import { bulk } from './bulk.ts'
import { changeAliases, checkAliases } from './change-aliases.ts'
import type { Searched } from './document-values.ts'
import { FakeIndex, type IndexDefinition } from './fake-index.ts'
import { type Indexes, resolveExpression } from './index-expression.ts'
import { matches, type Query } from './match-query.ts'
import { type FakeRequest, type FakeResponse, noSuchIndex, Refusal } from './refusal.ts'
import { type Derive, type SearchBody, search, searchable, shards } from './search.ts'

/** Everything that a cluster remembers. */
export interface ClusterState {
  readonly indexes: Indexes
  /** Points in time: what searches saw then. */
  readonly pointsInTime: Map<string, readonly Searched[]>
  readonly derive: Derive
}

interface Call extends ClusterState {
  /** The part of the path that names indexes. */
  readonly names: string
  readonly parameters: URLSearchParams
  readonly body: Readonly<Record<string, unknown>>
  readonly bytes: Uint8Array
  readonly now: number
}

type Answer = Readonly<Record<string, unknown>> | FakeResponse

/** Everything the fake cluster can do: `METHOD path`, where `{names}` is an index expression. */
const routes: Readonly<Record<string, (call: Call) => Answer>> = {
  'POST /_aliases'({ indexes, body }) {
    changeAliases(indexes, body.actions as Parameters<typeof changeAliases>[1])
    return acknowledged
  },
  'POST /_bulk': (call) => write(call, undefined),
  'POST /{names}/_bulk': (call) => write(call, decodeURIComponent(call.names)),
  'HEAD /{names}': (call) => ({ status: find(call).length > 0 ? 200 : 404, body: undefined }),
  'PUT /{names}': (call) => createIndex(call),
  'DELETE /{names}'(call) {
    for (const { name } of find(call, { concreteOnly: true })) call.indexes.delete(name)
    return acknowledged
  },
  'GET /{names}/_alias': (call) => each(find(call), ({ aliases }) => ({ aliases: Object.fromEntries(aliases) })),
  'GET /{names}/_mapping': (call) => each(find(call), ({ mappings }) => ({ mappings })),
  'PUT /{names}/_mapping'(call) {
    for (const index of find(call)) index.mappings = { ...index.mappings, ...call.body }
    return acknowledged
  },
  'GET /{names}/_settings': (call) => each(find(call), ({ settings }) => ({ settings: { index: nested(settings) } })),
  'GET /{names}/_settings/index.*': (call) =>
    each(find(call), ({ settings }) => ({
      settings: Object.fromEntries(Object.entries(settings).map(([name, value]) => [`index.${name}`, value])),
    })),
  'PUT /{names}/_settings'(call) {
    for (const index of find(call)) index.change(call.body)
    return acknowledged
  },
  'POST /{names}/_refresh': (call) => forAll(call, (index) => index.refresh()),
  'POST /{names}/_flush': (call) => forAll(call, (index) => index.flush()),
  'GET /{names}/_count': (call) => count(call),
  'POST /{names}/_count': (call) => count(call),
  'GET /{names}/_stats/docs'(call) {
    const found = find(call)
    if (found.length === 0) return {}
    return { indices: each(found, ({ searchable: { size: count } }) => ({ primaries: { docs: { count } } })) }
  },
  'POST /{names}/_search': (call) => search(find(call), call.body as SearchBody, call.derive),
  'POST /_search': (call) => search(atPointInTime(call), call.body as SearchBody, call.derive),
  'POST /{names}/_search/point_in_time'(call) {
    const pit_id = `pit-${call.pointsInTime.size}`
    call.pointsInTime.set(
      pit_id,
      find(call).map(({ name, mappings, searchable: seen }) => ({ name, mappings, searchable: seen })),
    )
    return { pit_id }
  },
  'DELETE /_search/point_in_time'({ body, pointsInTime }) {
    for (const id of body.pit_id as readonly string[]) pointsInTime.delete(id)
    return {}
  },
  'GET /_cluster/health': () => ({ status: 'green', timed_out: false }),
  'GET /_cluster/health/{names}'({ indexes, names }) {
    const isThere = resolveExpression(indexes, names, { ignoreUnavailable: true }).length > 0
    return { status: isThere ? 200 : 408, body: { status: isThere ? 'green' : 'red', timed_out: !isThere } }
  },
}
const acknowledged = { acknowledged: true }

/**
 * Carries one request out.
 *
 * @throws {Refusal} What OpenSearch would answer.
 * @throws {Error} For what the fake does not know: it never makes an answer up.
 */
export function handle(state: ClusterState, { method, path, body }: FakeRequest, now: number): FakeResponse {
  const [pathname = '', query] = path.split('?')
  for (const [route, carryOut] of compiled) {
    const match = route.exec(`${method} ${pathname}`)
    if (!match) continue
    const answer = carryOut({
      ...state,
      names: match.groups?.names ?? '',
      parameters: new URLSearchParams(query),
      body: body instanceof Uint8Array ? {} : (body ?? {}),
      bytes: body instanceof Uint8Array ? body : new Uint8Array(),
      now,
    })
    return isResponse(answer) ? answer : { status: 200, body: answer }
  }
  throw new Error(`The fake cluster does not know ${method} "${path}"`)
}

const compiled = Object.entries(routes).map(([route, carryOut]) => {
  const pattern = route.replace('{names}', '(?<names>[^_/][^/]*)').replace('index.*', 'index[.][^/]*')
  return [new RegExp(`^${pattern}$`), carryOut] as const
})

function isResponse(answer: Answer): answer is FakeResponse {
  return typeof answer.status === 'number' && 'body' in answer
}

function find({ indexes, names, parameters }: Call, { concreteOnly = false } = {}): FakeIndex[] {
  const ignoreUnavailable = parameters.get('ignore_unavailable') === 'true'
  return resolveExpression(indexes, names, { ignoreUnavailable, concreteOnly })
}

/** Gone with any of its indexes. */
function atPointInTime({ indexes, pointsInTime, body }: Call): readonly Searched[] {
  const id = (body as SearchBody).pit?.id ?? ''
  const seen = pointsInTime.get(id)
  if (!seen) throw new Refusal(404, 'search_phase_execution_exception', `No search context found for id [${id}]`)
  for (const { name } of seen) if (!indexes.has(name)) throw noSuchIndex(name)
  return seen
}

function forAll(call: Call, change: (index: FakeIndex) => void): Answer {
  const found = find(call)
  for (const index of found) change(index)
  return { _shards: shards(found) }
}

function each(indexes: readonly FakeIndex[], describe: (index: FakeIndex) => unknown): Record<string, unknown> {
  return Object.fromEntries(indexes.map((index) => [index.name, describe(index)]))
}

function write({ indexes, bytes, now, parameters }: Call, index: string | undefined): Answer {
  const requireAlias = parameters.get('require_alias') === 'true'
  const refresh = parameters.get('refresh') === 'true'
  return bulk(indexes, { body: bytes, now, defaults: { index, requireAlias }, refresh })
}

function count(call: Call): Answer {
  const { query = { match_all: {} } } = call.body as { query?: Query }
  const found = find(call)
  return { count: searchable(found).filter((hit) => matches(hit, query)).length, _shards: shards(found) }
}

function createIndex({ indexes, names, body }: Call): Answer {
  const name = decodeURIComponent(names)
  if (indexes.has(name)) throw new Refusal(400, 'resource_already_exists_exception', `index [${name}] already exists`)
  checkFields((body as IndexDefinition).mappings)
  const index = new FakeIndex(name, body)
  checkAliases(new Map([...indexes.values(), index].map((one) => [one.name, one.aliases])))
  indexes.set(name, index)
  return { ...acknowledged, shards_acknowledged: true, index: name }
}

const fieldTypes = new Set(
  'boolean,constant_keyword,date,double,flat_object,float,geo_point,integer,keyword,long,nested,object,text'.split(','),
)

function checkFields(mapping: { type?: string; properties?: Record<string, never> } = {}): void {
  for (const [name, field] of Object.entries(mapping.properties ?? {})) {
    const { type } = field as { type?: string }
    if (type !== undefined && !fieldTypes.has(type)) {
      const reason = `Failed to parse mapping [_doc]: No handler for type [${type}] declared on field [${name}]`
      throw new Refusal(400, 'mapper_parsing_exception', reason)
    }
    checkFields(field)
  }
}

/** `{ 'translog.durability': 'async' }` → `{ translog: { durability: 'async' } }`, as a cluster tells its settings. */
function nested(settings: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const tree: Record<string, unknown> = {}
  for (const [path, value] of Object.entries(settings)) {
    const names = path.split('.')
    const last = names.pop() as string
    let place = tree
    for (const name of names) {
      place[name] ??= {}
      place = place[name] as Record<string, unknown>
    }
    place[last] = value
  }
  return tree
}
