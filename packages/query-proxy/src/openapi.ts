/** One operation of the API. */
interface Operation {
  readonly summary: string
  readonly description?: string
  readonly security?: readonly object[]
  readonly parameters?: readonly object[]
  readonly requestBody?: object
  readonly responses: Readonly<Record<string, object>>
}

/** Path → method, lower-case → operation. */
type Paths = Readonly<Record<string, Readonly<Record<string, Operation>>>>

/** What is there to be described. */
export interface OpenApiOptions {
  /** Whether there are the pages of `/v1/` and the feed. */
  readonly hasCursors: boolean
  /** Whether there is deep reading. */
  readonly hasPits: boolean
  /** Schemes of `Authorization` besides Hawk: `bearer`, `apikey`. */
  readonly schemes: readonly string[]
}

const json = (schema: object): object => ({ 'application/json': { schema } })
const details = { $ref: '#/components/schemas/Details' }
const anyObject = { type: 'object', additionalProperties: true }
const refusals = {
  '400': { description: 'A search that is none, or that the key may not make', content: json(details) },
  '401': { description: 'Nobody knows who asks', content: json(details) },
  '413': { description: 'The body is too long', content: json(details) },
  '429': { description: 'The key has too much under way; see Retry-After', content: json(details) },
  '503': { description: 'No answer can be complete at the moment; see Retry-After', content: json(details) },
}
const hits = { '200': { description: "OpenSearch's answer, byte for byte", content: json(anyObject) }, ...refusals }
const query = { description: "A body in OpenSearch's query language", content: json(anyObject) }
const text = (description: string): Operation => ({
  summary: description,
  security: [],
  responses: { '200': { description, content: { 'text/plain': { schema: { type: 'string' } } } } },
})
const both = (operation: Operation): Readonly<Record<string, Operation>> => ({ get: operation, post: operation })

/**
 * Describes the API in OpenAPI 3.1. Consumers may send GET with a body, of which OpenAPI says that it has no defined
 * semantics; OpenSearch gives it some.
 *
 * @see https://spec.openapis.org/oas/v3.1.0
 */
export function openApi({ hasCursors, hasPits, schemes }: OpenApiOptions): object {
  const search: Operation = { summary: 'Search, within what the key may see', requestBody: query, responses: hits }
  const count: Operation = {
    summary: 'Count, within what the key may see',
    requestBody: query,
    responses: { ...hits, '200': { description: 'How many documents match', content: json(count200) } },
  }
  const lines = { 'application/x-ndjson': { schema: { type: 'string' } } }
  const stream: Operation = {
    summary: 'Every hit of a search, however many, a line each',
    description: 'An answer that breaks off ends without its last chunk.',
    requestBody: query,
    responses: { ...hits, '200': { description: 'A hit a line', content: lines } },
  }
  const page = { '200': { description: 'A page of activities', content: json(collection) }, ...refusals }
  const gone = { '404': { description: 'No such page, or not any more', content: json(details) } }
  const paths: Paths = {
    '/v1/objects': { get: search },
    '/v2/activities': { get: search },
    '/v2/objects': { get: search },
    '/v3/': { get: { summary: 'What OpenSearch says of itself', responses: hits } },
    ...Object.fromEntries(
      ['activities', 'objects'].flatMap((name): [string, Readonly<Record<string, Operation>>][] => [
        [`/v3/${name}/_search`, both(search)],
        [`/v3/${name}/_count`, both(count)],
        ...(hasPits ? [[`/v3/${name}/_stream`, both(stream)] as [string, Readonly<Record<string, Operation>>]] : []),
      ]),
    ),
    ...(hasCursors
      ? {
          '/v1/': {
            get: { summary: 'A search as Activity Streams, page by page', requestBody: query, responses: page },
          },
          '/v1/{cursor}': {
            get: { summary: 'The next page', parameters: [path('cursor')], responses: { ...page, ...gone } },
          },
          '/v3/activities/_feed': {
            get: {
              summary: 'All that the key may see, as a feed that can be followed',
              parameters: [
                { name: 'cursor', in: 'query', schema: { type: 'string' } },
                { name: 'Prefer', in: 'header', schema: { type: 'string' }, example: 'wait=30' },
              ],
              responses: { ...page, ...gone },
            },
          },
        }
      : {}),
    '/checks/p1': { get: text('Whether anybody could be served') },
    '/checks/p2': { get: text('The same, and how each feed is') },
    '/metrics': { get: text('Metrics in the text format of Prometheus') },
    '/openapi.json': {
      get: {
        summary: 'This description',
        security: [],
        responses: { '200': { description: 'OpenAPI 3.1', content: json(anyObject) } },
      },
    },
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Activity Stream', version: '3' },
    paths,
    security: ['hawk', ...schemes].map((scheme) => ({ [scheme]: [] })),
    components: {
      schemas: { Details: { type: 'object', required: ['details'], properties: { details: { type: 'string' } } } },
      securitySchemes: Object.fromEntries(['hawk', ...schemes].map((scheme) => [scheme, { type: 'http', scheme }])),
    },
  }
}

const count200 = {
  type: 'object',
  required: ['count'],
  properties: { count: { type: 'integer' }, _shards: anyObject },
}

const collection = {
  type: 'object',
  required: ['type', 'orderedItems'],
  properties: {
    type: { const: 'Collection' },
    orderedItems: { type: 'array', items: anyObject },
    next: { type: 'string', format: 'uri' },
  },
}

function path(name: string): object {
  return { name, in: 'path', required: true, schema: { type: 'string' } }
}
