import { describe, expect, it } from 'vitest'
import { type CheckReport, testFeed } from '../src/index.ts'
import { serveFaultyFeed } from './faulty-feed.ts'

const credentials = { id: 'collector', key: 'a key that is long enough' }
const of = (checks: readonly CheckReport[], wanted: CheckReport['result']) =>
  checks.filter(({ result }) => result === wanted).map(({ rule, asks, ...rest }) => ({ rule, asks, ...rest }))

describe.concurrent('testFeed() finds no fault', () => {
  for (const isAppendOnly of [false, true]) {
    it(`with a feed that has none, ${isAppendOnly ? 'append-only' : 'with deletions'}`, async () => {
      await using feed = await serveFaultyFeed({ authentication: credentials, isAppendOnly })
      const report = await testFeed({
        seed: feed.url,
        authentication: { type: 'hawk', credentials },
        write: () => feed.write(),
        remove: isAppendOnly ? undefined : () => feed.remove(),
        limits: { waitSeconds: 2 },
      })
      expect(of(report.checks, 'fail')).toEqual([])
      expect(of(report.checks, 'skip').map(({ rule }) => rule)).toEqual(
        isAppendOnly ? ['P27', 'P24', 'P24', 'P24'] : ['P27', 'P26', 'P21'],
      )
      expect(report).toMatchObject({ conforms: true, complete: true, failed: 0, warned: 0 })
    })
  }
})
