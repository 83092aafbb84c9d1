/** Whether a search answer covers all the documents it should. `unknown`: not enough of it is there to tell. */
export type AnswerJudgement =
  | { readonly type: 'complete' }
  | { readonly type: 'incomplete'; readonly reason: string }
  | { readonly type: 'unknown' }

interface SearchHead {
  readonly timed_out?: unknown
  readonly _shards?: { readonly total?: unknown; readonly failed?: unknown } | null
}

const space = '[ \\t\\r\\n]*'
const scalar = '(?:true|false|null|-?[0-9][0-9.eE+-]*|"(?:[^"\\\\]|\\\\.)*")'
const flat = `\\{(?:[^{}"]|"(?:[^"\\\\]|\\\\.)*")*\\}`
const member = `"(?:timed_out|took|phase_took|terminated_early|num_reduce_phases)"${space}:${space}(?:${scalar}|${flat})`

/** What OpenSearch writes first: `{"took":3,"timed_out":false,"_shards":{…},` and, after it, the hits. */
const head = new RegExp(
  `^${space}(\\{(?:${space}${member}${space},)*${space}"_shards"${space}:${space}${flat})${space}[,}]`,
)

/**
 * Judges a search answer by its beginning, so that the rest can pass by without being held. OpenSearch answers 200
 * with hits missing when shards failed or the time was over.
 *
 * @param text As much of the answer as is there.
 */
export function judgeAnswerHead(text: string): AnswerJudgement {
  const [, found] = head.exec(text) ?? []
  if (found === undefined) return { type: 'unknown' }
  const parsed = JSON.parse(`${found}}`) as SearchHead
  // a head without it may have it further on
  return parsed.timed_out === undefined ? { type: 'unknown' } : judge(parsed)
}

/**
 * Judges a whole search answer.
 *
 * @returns `unknown` when it is not a JSON object.
 */
export function judgeAnswer(text: string): AnswerJudgement {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    return { type: 'unknown' }
  }
  return typeof parsed === 'object' && parsed !== null ? judge(parsed) : { type: 'unknown' }
}

function judge({ timed_out, _shards }: SearchHead): AnswerJudgement {
  if (timed_out === true) return { type: 'incomplete', reason: 'the time was over before all documents were seen' }
  const failed = Number(_shards?.failed ?? 0)
  if (failed === 0) return { type: 'complete' }
  return { type: 'incomplete', reason: `${failed} of ${Number(_shards?.total)} shards failed` }
}
