import { expect, test } from 'vitest'
import { describeActivity } from './describe-activity.ts'

test('describeActivity() shows when, what, about what and by whom', () => {
  const activity = {
    id: 'dit:Verifier:1:Create',
    type: 'Create',
    published: '2026-11-21T09:25:00Z',
    actor: { type: ['Organization', 'dit:Org'] },
    object: { id: 'dit:Verifier:1', type: ['dit:Doc', 'Document'], name: '1 Test Object Name' },
  }
  expect(describeActivity(activity)).toBe(
    '2026-11-21 09:25:00  Create  Document\n  1 Test Object Name\n  by Organization · dit:Verifier:1:Create',
  )
})

test.each([
  [{ id: 'a', type: 'Like', object: 'urn:x' }, 'Like\n  urn:x\n  a'],
  [{ id: 'a', type: 'Like', actor: [{ name: 'Ann' }], object: [{ url: 'urn:x' }] }, 'Like\n  urn:x\n  by Ann · a'],
  [{ id: 'a', type: 'Like', published: 'yesterday' }, 'yesterday  Like\n  a'],
  [{ id: 'a\u001b[2J', type: [7] }, '  a [2J'],
  [null, ''],
])('describeActivity(%j) leaves out what is not there and prints no control characters', (activity, printed) => {
  expect(describeActivity(activity)).toBe(printed)
})
