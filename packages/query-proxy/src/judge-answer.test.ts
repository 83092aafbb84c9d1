import fc from 'fast-check'
import { expect, test } from 'vitest'
import { judgeAnswer, judgeAnswerHead } from './judge-answer.ts'

const good = '{"took":3,"timed_out":false,"_shards":{"total":2,"successful":2,"skipped":0,"failed":0},"hits":{"hits":['

test('judgeAnswerHead() takes what OpenSearch writes first', () => {
  expect(judgeAnswerHead(good)).toEqual({ type: 'complete' })
  expect(judgeAnswerHead(good.replace(/([,:])/g, '$1 \n'))).toEqual({ type: 'complete' })
  expect(judgeAnswerHead(good.replace('"_shards"', '"num_reduce_phases":2,"terminated_early":true,"_shards"'))).toEqual(
    {
      type: 'complete',
    },
  )
})

test('judgeAnswerHead() cannot tell from less', () => {
  const end = good.indexOf(',"hits"')
  for (let length = 0; length <= end; length += 1) expect(judgeAnswerHead(good.slice(0, length)).type).toBe('unknown')
})

test('judgeAnswerHead() does not believe what a document says', () => {
  const hits = '{"took":1,"timed_out":false,"hits":{"hits":[{"_source":{"_shards":{"total":1,"failed":0},"x":1}}]}'
  expect(judgeAnswerHead(hits)).toEqual({ type: 'unknown' })
})

test.each([
  ['{"took":1,"timed_out":true,"_shards":{"total":2,"failed":0},"hits":{}}', /time was over/],
  ['{"took":1,"timed_out":false,"_shards":{"total":3,"failed":1},"hits":{}}', /1 of 3 shards/],
])('judgeAnswerHead() and judgeAnswer() of %s say that it is incomplete', (text, reason) => {
  for (const judgement of [judgeAnswerHead(text), judgeAnswer(text)]) {
    expect(judgement).toEqual({ type: 'incomplete', reason: expect.stringMatching(reason) as string })
  }
})

test('judgeAnswer() finds failures wherever they stand', () => {
  const text = '{"hits":{},"_shards":{"failures":[{"reason":{}}],"failed":1,"total":2}}'
  expect(judgeAnswerHead(text).type).toBe('unknown')
  expect(judgeAnswer(text).type).toBe('incomplete')
})

test.each(['', 'null', '[', '<html>', '{"hits":'])('judgeAnswer() cannot tell from "%s"', (text) => {
  expect(judgeAnswer(text)).toEqual({ type: 'unknown' })
})

test('judgeAnswerHead() answers any text', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...Array.from('{}[]",:\\ _shardtimeou10')) }), (text) => {
      expect(['complete', 'incomplete', 'unknown']).toContain(judgeAnswerHead(text).type)
    }),
  )
})
