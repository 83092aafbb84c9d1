import { describe, expect, it } from 'vitest'
import { ArgumentsError } from './errors.ts'
import { parseArguments, usage } from './parse-arguments.ts'

describe('parseArguments()', () => {
  it('reads the feed and every option', () => {
    const asked = parseArguments([
      '--json',
      '--rules',
      'P5, P14',
      '--hawk-id',
      'me',
      '--hawk-key-file',
      '/key',
      '--write-command',
      'echo 1',
      '--delete-command',
      'echo 2',
      '--max-requests',
      '10',
      '--max-pages',
      '3',
      '--wait-seconds',
      '1',
      '--writes',
      '2',
      '--request-timeout',
      '4',
      '--timeout',
      '60',
      'http://127.0.0.1/feed',
    ])
    expect(asked).toMatchObject({
      seed: 'http://127.0.0.1/feed',
      json: true,
      rules: ['P5', 'P14'],
      hawkId: 'me',
      hawkKeyFile: '/key',
      writeCommand: 'echo 1',
      deleteCommand: 'echo 2',
      limits: {
        maxRequests: 10,
        maxPages: 3,
        waitSeconds: 1,
        writes: 2,
        requestTimeoutMs: 4000,
        totalTimeoutMs: 60_000,
      },
    })
  })

  it('wants one feed, known options and whole numbers', () => {
    for (const argv of [
      [],
      ['a', 'b'],
      ['--hawk-key', 'secret', 'a'],
      ['--timeout', '0', 'a'],
      ['--writes', '1.5', 'a'],
    ]) {
      expect(() => parseArguments(argv)).toThrow(ArgumentsError)
    }
  })

  it('helps, with every option there is and none for a secret itself', () => {
    expect(parseArguments(['-h'])).toBe('help')
    expect(usage).toContain('FEED_HAWK_KEY')
    expect(usage).not.toMatch(/--(?:hawk-key|bearer-token|basic-password) /)
  })
})
