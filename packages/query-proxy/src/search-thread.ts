import { parentPort } from 'node:worker_threads'
import { InvalidBodyError, RefusedSearchError } from './errors.ts'
import type { ThreadAnswer, ThreadOutcome, ThreadTask } from './search-writer.ts'
import { writeSearch } from './write-search.ts'

parentPort?.on('message', ({ id, body, ...task }: ThreadTask) => {
  const answer: ThreadAnswer = { id, outcome: outcomeOf(() => writeSearch(body, task)) }
  parentPort?.postMessage(answer)
})

function outcomeOf(write: () => string): ThreadOutcome {
  try {
    return { type: 'written', text: write() }
  } catch (error) {
    if (error instanceof RefusedSearchError) return { type: 'refused', path: error.path, reason: error.reason }
    if (error instanceof InvalidBodyError) return { type: 'invalid', message: error.message }
    // its message may repeat a piece of the body
    return { type: 'failed', message: `Cannot write the search: ${error instanceof Error ? error.name : 'a fault'}` }
  }
}
