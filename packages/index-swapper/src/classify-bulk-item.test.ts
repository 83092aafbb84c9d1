import { expect, test } from 'vitest'
import { type BulkItemAnswer, type BulkItemVerdict, classifyBulkItem } from './classify-bulk-item.ts'

const error = (type: string) => ({ type, reason: 'because' })
const blocked = (block: string) => ({ type: 'cluster_block_exception', reason: `index [a] blocked by: [${block}];` })

const table: [BulkItemAnswer, Partial<BulkItemVerdict>][] = [
  [{ status: 200 }, { type: 'indexed' }],
  [{ status: 201 }, { type: 'indexed' }],
  [{ status: 409, error: error('version_conflict_engine_exception') }, { type: 'superseded' }],
  [{ status: 404, error: error('index_not_found_exception') }, { type: 'fenced' }],
  [{ status: 400, error: error('invalid_index_name_exception') }, { type: 'fenced' }],
  [{ status: 404 }, { type: 'indexed' }],
  [
    { status: 429, error: error('opensearch_rejected_execution_exception') },
    { type: 'retry', disk: false },
  ],
  [
    { status: 429, error: error('circuit_breaking_exception') },
    { type: 'retry', disk: false },
  ],
  [
    { status: 429, error: blocked('TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage watermark, …') },
    { type: 'retry', disk: true },
  ],
  [
    { status: 403, error: blocked('FORBIDDEN/12/index read-only / allow delete (api)') },
    { type: 'retry', disk: true },
  ],
  [
    { status: 403, error: blocked('FORBIDDEN/8/index write (api)') },
    { type: 'retry', disk: false },
  ],
  [
    { status: 500, error: error('anything') },
    { type: 'retry', disk: false },
  ],
  [
    { status: 503, error: error('unavailable_shards_exception') },
    { type: 'retry', disk: false },
  ],
  [{ status: 400, error: error('mapper_parsing_exception') }, { type: 'rejected' }],
  [{ status: 400, error: error('illegal_argument_exception') }, { type: 'rejected' }],
  [{ status: 400 }, { type: 'rejected', cause: { type: 'unknown', reason: 'status 400' } }],
]

test.each(table)('classifyBulkItem(%j)', (answer, verdict) => {
  expect(classifyBulkItem(answer)).toMatchObject(verdict)
})

test('classifyBulkItem() joins the reason of the cause, which names the field', () => {
  const answer = {
    status: 400,
    error: { ...error('mapper_parsing_exception'), caused_by: { type: 'x', reason: 'field [a]' } },
  }
  expect(classifyBulkItem(answer)).toEqual({
    type: 'rejected',
    cause: { type: 'mapper_parsing_exception', reason: 'because: field [a]' },
  })
})
