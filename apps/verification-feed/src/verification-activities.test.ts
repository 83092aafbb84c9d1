import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DAY_SECONDS, verificationActivities } from './verification-activities.ts'

const nowSeconds = 1_800_000_000
const base = {
  limit: 100,
  nowMs: nowSeconds * 1000 + 789,
  urlOf: (seconds: number) => `https://feed.example/${seconds}`,
  published: 'own-second',
} as const

describe('verificationActivities()', () => {
  it('makes the activity of a second, in full', () => {
    expect(verificationActivities({ ...base, fromSeconds: nowSeconds })).toEqual({
      nextSeconds: nowSeconds + 1,
      activities: [
        {
          id: 'dit:activityStreamVerificationFeed:Verifier:1800000000:Create',
          type: 'Create',
          published: '2027-01-15T08:00:00.000Z',
          'dit:application': 'activityStreamVerificationFeed',
          actor: {
            type: ['Organization', 'dit:activityStreamVerificationFeedOrganization'],
            'dit:activityStreamVerificationFeedOrganizationId': '1',
          },
          object: {
            id: 'dit:activityStreamVerificationFeed:Verifier:1800000000',
            type: ['Document', 'dit:activityStreamVerificationFeed:Verifier'],
            name: '1800000000 Test Object Name',
            url: 'https://feed.example/1800000000',
          },
        },
      ],
    })
  })

  it('publishes all at the moment of the query where that is asked for', () => {
    const { activities } = verificationActivities({ ...base, fromSeconds: nowSeconds - 1, published: 'query' })
    expect(activities.map(({ published }) => published)).toEqual(Array(2).fill('2027-01-15T08:00:00.789Z'))
  })

  it('starts a day ago at the earliest, and never makes a second yet to come', () => {
    fc.assert(
      fc.property(fc.integer({ min: -100_000, max: 100 }), fc.integer({ min: 1, max: 200 }), (offset, limit) => {
        const fromSeconds = nowSeconds + offset
        const first = Math.max(fromSeconds, nowSeconds - DAY_SECONDS)
        const { activities, nextSeconds } = verificationActivities({ ...base, fromSeconds, limit })
        expect(activities.map(({ id }) => Number(id.split(':')[3]))).toEqual(
          Array.from({ length: activities.length }, (_, index) => first + index),
        )
        expect(activities).toHaveLength(Math.max(0, Math.min(limit, nowSeconds - first + 1)))
        expect(nextSeconds).toBe(first + activities.length)
      }),
    )
  })
})
