import { memoryNonceStore } from '@as/hawk/server'
import { expect, test } from 'vitest'
import { createQueryProxy, type QueryProxy } from './create-query-proxy.ts'
import type { SearchForwarder } from './forward-search.ts'

const never = (): never => {
  throw new Error('not asked')
}
const forwarder: SearchForwarder = { search: never, root: never }
const pits = { open: never, search: never, close: never }
const cursors = { save: never, load: never }

function proxy(has: { pits: boolean; cursors: boolean }): QueryProxy {
  return createQueryProxy({
    keys: [],
    allowedAddresses: [],
    nonces: memoryNonceStore(),
    forwarder: { ...forwarder, ...(has.pits ? { pits } : {}) },
    ...(has.cursors ? { cursors } : {}),
    authenticators: [{ scheme: 'bearer', needsContentType: false, identify: never }],
    health: { isUp: async () => true, feeds: async () => [] },
    metrics: async () => '',
  })
}

interface Document {
  openapi: string
  paths: Record<string, Record<string, { responses: Record<string, unknown>; security?: unknown[] }>>
  components: { securitySchemes: object }
}

async function documentOf(app: QueryProxy): Promise<Document> {
  const answer = await app.request('http://proxy.example/openapi.json')
  expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8')
  return (await answer.json()) as Document
}

test.each([
  { pits: true, cursors: true },
  { pits: false, cursors: false },
])('openapi.json has every route of the running app, and no other: %o', async (has) => {
  const app = proxy(has)
  const { paths, openapi } = await documentOf(app)
  const described = Object.entries(paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/, ':$1')}`),
  )
  const routes = app.routes.filter(({ method }) => method !== 'ALL').map(({ method, path }) => `${method} ${path}`)
  expect(described.sort()).toEqual([...new Set(routes)].sort())
  expect(openapi).toMatch(/^3\.1\./)
})

test('openapi.json tells what the running app does without credentials', async () => {
  const app = proxy({ pits: true, cursors: true })
  const { paths, components } = await documentOf(app)
  for (const [path, operations] of Object.entries(paths)) {
    for (const [method, { security, responses }] of Object.entries(operations)) {
      const answer = await app.request(`http://proxy.example${path.replace(/\{\w+\}/, 'x')}`, { method })
      expect([path, answer.status]).toEqual([path, security ? 200 : 401])
      expect(Object.keys(responses)).toContain(String(answer.status))
    }
  }
  expect(Object.keys(components.securitySchemes)).toEqual(['hawk', 'bearer'])
})
