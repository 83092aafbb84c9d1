import { NothingToRollBackError } from '@as/index-swapper'
import type { FeedControl } from '@as/ingest'
import { expect, test } from 'vitest'
import { actions, answerRequest, type FeedRequest } from './feed-request.ts'
import { createStatusBoard } from './status-board.ts'

function holding(control: Partial<FeedControl>) {
  const done: string[] = []
  const tell = (what: string) => () => void done.push(what)
  const board = createStatusBoard(['f'], { instance: 'i' })
  board.onControl('f', {
    paused: false,
    runNow: tell('run'),
    pause: async () => void done.push('pause'),
    resume: async () => void done.push('resume'),
    approve: async () => done.push('approve') > 0,
    reject: async () => done.push('reject') > 0,
    rollBack: async () => void done.push('roll-back'),
    generations: async () => [],
    difference: async () => undefined,
    ...control,
  })
  const outcomes: unknown[] = []
  const answer = (ask: FeedRequest['ask']) =>
    answerRequest(board, { feed: 'f', ask, person: 'ann' }, (outcome) => outcomes.push(outcome))
  return { board, done, outcomes, answer }
}

test.each(actions)('answerRequest() carries out %s, tells of it and keeps who asked for it', async (action) => {
  const { answer, done, outcomes } = holding({})
  const { status, body } = await answer(action)
  expect(status).toBe(200)
  expect(body).toMatchObject({ feed: 'f', holder: 'i', actions: [{ person: 'ann', action }] })
  expect(done).toEqual([action])
  expect(outcomes).toEqual([{ feed: 'f', action, person: 'ann' }])
})

test('answerRequest() says 409 where there is nothing to decide or to roll back', async () => {
  const { answer, outcomes, board } = holding({
    approve: async () => false,
    reject: async () => false,
    rollBack: () => Promise.reject(new NothingToRollBackError('f')),
  })
  expect(await answer('approve')).toMatchObject({
    status: 409,
    body: { details: 'No generation of this feed is held.' },
  })
  expect(await answer('reject')).toMatchObject({ status: 409 })
  expect(await answer('roll-back')).toMatchObject({ status: 409, body: { details: expect.stringMatching(/roll/i) } })
  expect(outcomes).toHaveLength(3)
  expect(board.entry('f')?.actions).toEqual([])
})

test('answerRequest() says what generations there are, and what is held: 404 where nothing is', async () => {
  const { answer, outcomes } = holding({})
  expect(await answer('generations')).toEqual({ status: 200, body: { generations: [] } })
  expect((await answer('held')).status).toBe(404)
  expect(outcomes).toEqual([])
})

test('answerRequest() says 503 where OpenSearch fails, and where the feed is not held any more', async () => {
  const { answer, board } = holding({ approve: () => Promise.reject(new Error('connect ECONNREFUSED')) })
  expect(await answer('approve')).toEqual({ status: 503, body: { details: 'connect ECONNREFUSED' } })
  board.onControl('f', undefined)
  expect((await answer('approve')).status).toBe(503)
})
