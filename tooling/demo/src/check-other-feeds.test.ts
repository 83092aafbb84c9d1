import { expect, test } from 'vitest'
import { otherFeeds } from './check-other-feeds.ts'

test('otherFeeds() names each feed once that is none of the demo’s', () => {
  const names = [
    'activities__feed_id_verification__date_2026-11-21__timestamp_1__batch_id_abcdefgh__',
    'activities__feed_id_coffee_shop__date_2026-11-21__timestamp_1__batch_id_abcdefgh__',
    'activities__feed_id_data_hub__date_2026-11-21__timestamp_1__batch_id_abcdefgh__',
    'objects__feed_id_data_hub__date_2026-11-21__timestamp_1__batch_id_abcdefgh__',
    '.opensearch-observability',
  ]
  expect(otherFeeds(names.join('\n'))).toEqual(['data_hub'])
  expect(otherFeeds('')).toEqual([])
})
