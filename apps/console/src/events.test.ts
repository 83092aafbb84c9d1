import { createLogger } from '@as/service'
import { expect, test } from 'vitest'
import type { Person } from './console-env.ts'
import { type ConsoleEvent, observe } from './events.ts'

const person: Person = { name: 'Ann Lee', email: 'ann@example.org', role: 'operator', admin: true }
const search = { person, method: 'POST', url: '/opensearch/_search?q=a' }

const cases: readonly [ConsoleEvent, line: string | undefined][] = [
  [{ type: 'logged-in', person }, '[console,ann@example.org] Logging in as operator and admin... (done)'],
  [{ type: 'logged-out', person }, '[console,ann@example.org] Logging out... (done)'],
  [
    { type: 'login-without-role', email: 'nora@example.org' },
    '[console,nora@example.org] Logging in: no claim gives a role... (failed)',
  ],
  [
    { type: 'login-failed', error: new Error('Cannot log anybody in', { cause: new Error('fetch failed') }) },
    '[console] Logging in: Cannot log anybody in (fetch failed)... (failed)',
  ],
  [
    { type: 'acted', person, path: '/feeds/one/run', status: 303 },
    '[console,ann@example.org] Carrying out POST /feeds/one/run: 303... (done)',
  ],
  [
    { type: 'acted', person, path: '/feeds/one/run', status: 502 },
    '[console,ann@example.org] Carrying out POST /feeds/one/run: 502... (failed)',
  ],
  [
    { type: 'action-refused', person, path: '/feeds/one/run', refusal: 'csrf-token' },
    '[console,ann@example.org] Carrying out POST /feeds/one/run: refused, csrf-token... (failed)',
  ],
  [
    { type: 'failed', method: 'GET', path: '/', error: new Error("Stream isn't writeable and enableOfflineQueue…") },
    '[console] Answering GET /: Redis is not reachable... (failed)',
  ],
  [
    { type: 'proxied', ...search, status: 200, ms: 14 },
    '[console,ann@example.org] Passing on POST /opensearch/_search?q=a: 200 in 14 ms... (done)',
  ],
  [
    { type: 'proxy-refused', ...search, refusal: 'role' },
    '[console,ann@example.org] Passing on POST /opensearch/_search?q=a: refused, role... (failed)',
  ],
  [
    { type: 'proxy-failed', ...search, error: new Error('Cannot reach OpenSearch') },
    '[console,ann@example.org] Passing on POST /opensearch/_search?q=a: Cannot reach OpenSearch... (failed)',
  ],
  [
    { type: 'proxy-cancelled', ...search },
    '[console,ann@example.org] Passing on POST /opensearch/_search?q=a: the browser hung up... (cancelled)',
  ],
  [{ type: 'answered', method: 'GET', status: 200, ms: 3 }, undefined],
]

test.each(cases)('observe() writes a line of %o', (event, line) => {
  const lines: string[] = []
  const reports: unknown[] = []
  const logger = createLogger({ application: 'console', write: (text) => lines.push(text) })
  observe(logger, { report: (report) => reports.push(report) }).onEvent(event)
  expect(lines).toEqual(line === undefined ? [] : [line])
  expect(reports).toHaveLength(event.type === 'failed' ? 1 : 0)
})

test('observe() counts what happens, and names nobody', async () => {
  const { onEvent, registry } = observe(createLogger({ application: 'console', write: () => {} }), { report: () => {} })
  for (const [event] of cases) onEvent(event)
  const text = await registry.metrics()
  for (const sample of [
    'console_request_duration_seconds_count{method="GET",code="200"} 1',
    'console_proxy_duration_seconds_count{method="POST",code="200"} 1',
    'console_logins_total{status="success"} 1',
    'console_logins_total{status="no_role"} 1',
    'console_logins_total{status="failure"} 1',
    'console_refusals_total{reason="csrf-token"} 1',
    'console_refusals_total{reason="role"} 1',
  ]) {
    expect(text).toContain(sample)
  }
  expect(text).not.toMatch(/example\.org|Ann/)
})
