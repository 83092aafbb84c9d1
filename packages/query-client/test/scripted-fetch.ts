import type { Fetch } from '../src/index.ts'

/** A request as it would go over the wire. */
export interface SentRequest {
  url: string
  init: RequestInit
  headers: Headers
  body: Uint8Array
}

/** A search answer with these hits. */
export function searchAnswer(hits: readonly object[] = [], more: object = {}): object {
  const _shards = { total: 1, successful: 1, failed: 0 }
  return {
    took: 3,
    timed_out: false,
    _shards,
    hits: { total: { value: hits.length, relation: 'eq' }, max_score: 1, hits },
    ...more,
  }
}

/** A hit with an id as its sort value. */
export function hit(id: string): object {
  return { _index: 'activities_1', _id: id, _score: 1, _source: { id, type: 'Create' }, sort: [0, id] }
}

/** A `fetch` that records what it is asked and gives these answers in turn, the last one again and again. */
export function scriptedFetch(...answers: (Response | object | Error)[]): { fetch: Fetch; sent: SentRequest[] } {
  const sent: SentRequest[] = []
  const fetch: Fetch = async (url, init) => {
    sent.push({ url, init, headers: new Headers(init.headers), body: init.body as Uint8Array })
    const answer = answers[Math.min(sent.length, answers.length) - 1]
    if (answer instanceof Error) throw answer
    return answer instanceof Response ? answer.clone() : Response.json(answer ?? searchAnswer())
  }
  return { fetch, sent }
}
