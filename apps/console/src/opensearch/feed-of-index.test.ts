import { expect, test } from 'vitest'
import { feedOfIndex } from './feed-of-index.ts'

test('feedOfIndex() knows the feed by the name of its index', () => {
  const index = 'activities__feed_id_data_hub__date_2026-11-21__timestamp_1__batch_id_abcdefgh__'
  expect(feedOfIndex(index)).toBe('data_hub')
  expect(feedOfIndex('.kibana')).toBeUndefined()
})
