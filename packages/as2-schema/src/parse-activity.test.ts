import { describe, expect, it } from 'vitest'
import type { Level } from './level.ts'
import { parseActivity } from './parse-activity.ts'

const levels: readonly Level[] = ['strict', 'lax', 'minimal']

/** As a source of the Department for International Trade sends them: prefixed ids, lists of types, `{}` for nobody. */
const interaction = {
  id: 'dit:DataHubInteraction:7a2f:Announce',
  type: 'Announce',
  published: '2018-04-12T12:48:13+00:00',
  generator: { type: 'Application', name: 'dit:dataHub' },
  actor: {},
  object: {
    id: 'dit:DataHubInteraction:7a2f',
    type: ['dit:Event', 'dit:Interaction', 'dit:ServiceDelivery'],
    startTime: '2018-04-12T00:00:00+00:00',
    content: 'Helped with a visit',
    'dit:status': 'complete',
    'dit:public': false,
    attributedTo: [
      { id: 'dit:DataHubCompany:0f52', type: ['Organization', 'dit:Company'], name: 'A Company Ltd' },
      { id: 'dit:DataHubAdviser:11aa', type: ['Person', 'dit:Adviser'], 'dit:emailAddress': 'a@example.org' },
    ],
    url: 'https://www.example.org/interactions/7a2f',
  },
}

/** Everything an activity can refer to, by IRI, by Link and by value. */
const addition = {
  '@context': ['https://www.w3.org/ns/activitystreams', { dit: 'https://www.trade.gov.uk/ns/activitystreams/v1' }],
  id: 'https://example.org/activities/9',
  type: 'Add',
  published: '2026-02-28T15:04Z',
  summaryMap: { en: 'Mair put a picture of her cat into an album', cy: 'Rhoddodd Mair lun' },
  actor: { type: 'Person', id: 'https://example.org/mair', name: 'Mair', url: ['https://example.org/~mair'] },
  object: {
    type: 'Image',
    id: 'https://example.org/images/5',
    mediaType: 'image/jpeg',
    url: { type: 'Link', href: 'https://example.org/images/5.jpg', width: 640, height: 480, rel: ['alternate'] },
    tag: [{ type: 'Mention', href: 'https://example.org/huw', hreflang: 'cy' }],
  },
  target: { type: 'Collection', name: 'Cats', totalItems: 3, first: 'https://example.org/cats?page=1' },
  origin: 'https://example.org/camera',
  to: ['https://example.org/huw', 'https://example.org/followers'],
  duration: 'PT1M30.5S',
}

function messagesAt(value: unknown, level: Level): Record<string, string> {
  const result = parseActivity(value, { level })
  return result.ok ? {} : Object.fromEntries(result.issues.map(({ path, message }) => [path, message]))
}

describe('parseActivity()', () => {
  for (const level of levels) {
    it(`accepts at ${level} what sources send, and what the specification shows`, () => {
      expect(messagesAt(interaction, level)).toEqual({})
      expect(messagesAt(addition, level)).toEqual({})
    })

    it(`returns at ${level} the very value given, with every property it does not know`, () => {
      const value = JSON.parse('{"id":"a:1","type":"x:Y","constructor":1,"__proto__":{"a":1},"x:z":[{"deep":null}]}')
      const result = parseActivity(value, { level })
      expect(result.ok && result.value).toBe(value)
    })

    it(`wants an id at ${level}, under which it is indexed`, () => {
      for (const id of [undefined, null, 5, '', ['a:1']]) {
        expect(Object.keys(messagesAt({ id, type: 'Create' }, level))).toEqual(['id'])
      }
      expect(messagesAt({ type: 'Create' }, level)).toEqual({
        id: 'expected a string that is not empty, found nothing',
      })
    })

    it(`refuses at ${level} what is no object`, () => {
      for (const value of [null, undefined, 'a:1', 5, true, [], [interaction]]) {
        expect(messagesAt(value, level)['']).toMatch(/^expected an object, found /)
      }
    })

    it(`wants object.id to be a string at ${level}`, () => {
      expect(messagesAt({ id: 'a:1', type: 'Create', object: { id: 5 } }, level)['object.id']).toContain(
        'found a number',
      )
      const several = { id: 'a:1', type: 'Create', object: ['b:1', { id: [] }] }
      expect(messagesAt(several, level)['object.1.id']).toContain('found an empty list')
    })
  }

  it('takes lax for its default', () => {
    expect(parseActivity({ id: 'not an IRI', type: 'Create' }).ok).toBe(true)
    expect(parseActivity({ id: 'a:1' }).ok).toBe(false)
  })

  it('checks at lax shapes, not forms', () => {
    expect(
      messagesAt(
        { id: '1', type: ['Create'], published: 'yesterday', object: { url: '/here', name: ['a', 'b'] } },
        'lax',
      ),
    ).toEqual({})
    expect(messagesAt({ id: '1', type: 5, published: 0, actor: 7, object: { name: {}, nameMap: 'x' } }, 'lax')).toEqual(
      {
        type: 'expected a string or a list of strings, found a number',
        published: 'expected a string, found a number',
        actor: 'expected an object, a link, an IRI or a list of these, found a number',
        'object.name': 'expected a string or a list of strings, found an object',
        'object.nameMap': 'expected an object of language tags and strings, found a string',
      },
    )
  })

  it('holds at strict ids, dates, languages and types to their forms', () => {
    const wrong = {
      '@context': 'https://schema.org',
      id: '/relative',
      type: 'Note',
      published: '2026-02-31T00:00:00Z',
      updated: '2026-01-01',
      duration: 'P',
      mediaType: 'html',
      nameMap: { en_GB: 'x' },
      to: [],
      replies: { type: 'Note' },
    }
    expect(Object.keys(messagesAt(wrong, 'strict')).sort()).toEqual(
      [
        '@context',
        'duration',
        'id',
        'mediaType',
        'nameMap.en_GB',
        'published',
        'replies',
        'to',
        'type',
        'updated',
      ].sort(),
    )
    expect(messagesAt({ ...wrong, '@context': undefined }, 'minimal')).toEqual({})
  })

  it('checks a Question as one', () => {
    const question = { id: 'a:1', type: 'Question', oneOf: [{ type: 'Note', name: 'Tea' }], closed: true }
    for (const closed of [true, '2026-05-10T00:00:00Z', 'a:2', { type: 'Note' }, ['a:3']]) {
      expect(messagesAt({ ...question, closed }, 'strict')).toEqual({})
    }
    expect(Object.keys(messagesAt({ ...question, closed: '2026-05-40' }, 'strict'))).toEqual(['closed'])
    expect(messagesAt({ ...question, closed: 5, oneOf: 6 }, 'lax')).toMatchObject({
      closed: expect.anything(),
      oneOf: expect.anything(),
    })
  })

  it('takes null for absent, as AS2 Core §2 says', () => {
    const nothing = {
      id: 'a:1',
      type: 'Create',
      actor: null,
      object: null,
      published: null,
      name: null,
      '@context': null,
    }
    for (const level of levels) expect(messagesAt(nothing, level)).toEqual({})
  })

  it('never puts the data of a document into a message', () => {
    const secret = 'jane.doe@example.org'
    const leaky = {
      id: 7,
      type: secret,
      name: { [secret]: secret },
      published: secret,
      actor: { id: secret, url: [5, secret] },
      to: secret,
    }
    for (const level of levels) expect(JSON.stringify(Object.values(messagesAt(leaky, level)))).not.toContain('jane')
  })

  it('refuses a document that nests too deep, without going down', () => {
    const deep = JSON.parse(`${'{"id":"a:1","type":"Create","object":'.repeat(5_000)}{}${'}'.repeat(5_000)}`)
    const issues = [{ path: '', message: 'expected at most 200 levels of nesting, found more' }]
    expect(parseActivity(deep)).toEqual({ ok: false, issues })
    expect(parseActivity(deep, { maxDepth: 100_000 }).ok).toBe(false)
    expect(parseActivity(interaction, { maxDepth: 3 }).ok).toBe(false)
  })

  it('stays on the stack as deep as it lets a document be', () => {
    const deep = JSON.parse(`${'{"id":"a:1","type":"Create","object":'.repeat(1_000)}"a:1"${'}'.repeat(1_000)}`)
    for (const level of levels) expect(parseActivity(deep, { level, maxDepth: 1_000 }).ok).toBe(true)
  })

  it('reports a bounded number of issues', () => {
    const many = { id: 'a:1', type: 'Create', to: Array.from({ length: 500 }, () => 5) }
    const count = (limits: { maxIssues?: number }) => {
      const result = parseActivity(many, limits)
      return result.ok ? 0 : result.issues.length
    }
    expect(count({})).toBe(100)
    expect(count({ maxIssues: 3 })).toBe(3)
  })
})
