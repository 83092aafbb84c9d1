import { describe, expect, it } from 'vitest'
import { readArguments } from './read-arguments.ts'

const seed = 'https://source.example/feed'

describe('readArguments()', () => {
  it('reads an AS2 feed once, without a key, unless told otherwise', () => {
    expect(readArguments([seed], {})).toMatchObject({
      seed,
      format: { name: 'as2' },
      isFollowed: false,
      authentication: { type: 'none' },
    })
    expect(readArguments(['--follow', '--format', 'atom', seed], {})).toMatchObject({
      seed,
      format: { name: 'atom' },
      isFollowed: true,
    })
  })

  it('takes a key from the environment', () => {
    expect(readArguments([seed], { FEED_KEY_ID: 'me', FEED_SECRET_KEY: 'k' })).toMatchObject({
      authentication: { type: 'hawk', credentials: { id: 'me', key: 'k' } },
    })
    expect(readArguments([seed], { FEED_TOKEN: 't' })).toMatchObject({ authentication: { type: 'bearer', token: 't' } })
  })

  it.each([
    [[], 'Say which feed'],
    [[seed, '--format', 'rss'], 'There is no format "rss": it is one of as2, atom, iiif.'],
  ])('says what is missing: %j', (args, sentence) => {
    expect(readArguments(args, {})).toContain(sentence)
  })
})
