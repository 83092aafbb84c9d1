import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { allChecks, testFeed } from '../src/index.ts'
import { type Fault, findings } from './fault.ts'
import { serveFaultyFeed } from './faulty-feed.ts'

const credentials = { id: 'collector', key: 'a key that is long enough' }

/** Some rules are about the answers that checks of others got. */
const seenBy: Readonly<Record<string, readonly string[]>> = { P14: ['P8'], P17: ['P10'], P18: ['P10', 'P12'] }

/** Faults of closed pages show on a feed that has such. */
const ofClosedPages = /^(?:closes|changes-closed|archive)/

describe.concurrent('testFeed()', () => {
  for (const [fault, [rule, asks]] of Object.entries(findings) as [Fault, readonly [string, string]][]) {
    it(`finds the fault "${fault}" by ${rule}: … ${asks} …`, async () => {
      const isAppendOnly = ofClosedPages.test(fault)
      await using feed = await serveFaultyFeed({ faults: [fault], authentication: credentials, isAppendOnly })
      const report = await testFeed({
        seed: feed.url,
        authentication: { type: 'hawk', credentials },
        write: () => feed.write(),
        remove: isAppendOnly ? undefined : () => feed.remove(),
        rules: [rule, ...(seenBy[rule] ?? [])],
        limits: { requestTimeoutMs: 1000, waitSeconds: 1, writes: 2 },
      })
      const found = report.checks.filter(({ result }) => result === 'fail')
      expect(found.map((check) => `${check.rule}: ${check.asks}`).join('\n')).toContain(asks)
      const check = found.find((one) => one.rule === rule && one.asks.includes(asks))
      expect(check).toMatchObject({ seen: expect.stringMatching(/\S/), todo: expect.stringMatching(/\S/) })
      expect(report.conforms).toBe(!found.some(({ strength }) => strength === 'must'))
    })
  }
})

describe('allChecks', () => {
  it('has a fault that each finds, but for what no test can see', () => {
    const unproved = allChecks.filter(
      ({ rule, asks }) => !Object.values(findings).some(([of, part]) => of === rule && asks.includes(part)),
    )
    expect(unproved.map(({ rule }) => rule)).toEqual(['P27'])
  })

  it('has a check for every rule of PROTOCOL.md, and for no other', () => {
    const protocol = readFileSync(new URL('../../feed-server/PROTOCOL.md', import.meta.url), 'utf8')
    const rules = [...protocol.matchAll(/\*\*\[(P\d+)\]\*\*/g)].map(([, rule]) => rule)
    expect(new Set(allChecks.map(({ rule }) => rule))).toEqual(new Set(rules))
  })

  it('asks each thing once', () => {
    expect(new Set(allChecks.map(({ asks }) => asks)).size).toBe(allChecks.length)
  })
})
