import type { OpenSearchAnswer } from '@as/query-proxy'
import { expect, test } from 'vitest'
import { watchVersion } from './watch-version.ts'

const answered = (text: string, status = 200): OpenSearchAnswer => ({
  status,
  headers: {},
  body: new TextEncoder().encode(text),
})
const version = (number: string): string => JSON.stringify({ version: { number } })

/** Answers each request with the next of these; an error is none. */
function answering(...answers: (OpenSearchAnswer | Error)[]) {
  let asked = 0
  return {
    asked: () => asked,
    async request() {
      const answer = answers[Math.min(asked, answers.length - 1)]
      asked += 1
      if (answer instanceof Error) throw answer
      return answer as OpenSearchAnswer
    },
  }
}

test('watchVersion() asks until OpenSearch says its version, and keeps it', async () => {
  const ended = new AbortController()
  const opensearch = answering(
    new Error('down'),
    answered('{"version": 3}'),
    answered('<html>', 200),
    answered(version('3.6.0'), 503),
    answered(version('3.6.0')),
    answered(version('4.0.0')),
    new Error('down'),
  )
  const watched = watchVersion(opensearch, { signal: ended.signal, unknownMs: 1, knownMs: 1 })
  expect(watched.major).toBeUndefined()
  await expect.poll(() => watched.major).toBe(4)
  await expect.poll(opensearch.asked).toBeGreaterThan(7)
  expect(watched.major).toBe(4)
  ended.abort()
})
