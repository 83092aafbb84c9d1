import { Worker } from 'node:worker_threads'
import { InvalidBodyError, RefusedSearchError } from './errors.ts'
import { type SearchTask, writeSearch } from './write-search.ts'

/** Writes searches: see `threadSearchWriter`. */
export interface SearchWriter {
  /**
   * @param body Is used up.
   * @returns JSON text.
   * @throws {InvalidBodyError | RefusedSearchError}
   */
  write(body: Uint8Array, task: SearchTask): string | Promise<string>
}

/** Writes each search at once. */
export const plainSearchWriter: SearchWriter = { write: writeSearch }

export interface ThreadSearchWriterOptions {
  /** Bodies of more bytes are given to the thread. Default: 65,536. */
  readonly minBytes?: number
  /** How long one of them may take before the thread is given up. Default: 10,000. */
  readonly timeoutMs?: number
}

/** What the thread is sent. */
export interface ThreadTask extends SearchTask {
  readonly id: number
  readonly body: Uint8Array
}

/** What it answers. */
export interface ThreadAnswer {
  readonly id: number
  readonly outcome: ThreadOutcome
}

export type ThreadOutcome =
  | { readonly type: 'written'; readonly text: string }
  | { readonly type: 'refused'; readonly path: string; readonly reason: string }
  | { readonly type: 'invalid'; readonly message: string }
  | { readonly type: 'failed'; readonly message: string }

interface Waiting {
  readonly resolve: (text: string) => void
  readonly reject: (error: unknown) => void
  readonly timer: NodeJS.Timeout
}

/**
 * Writes searches with large bodies in a thread of its own, one after another, so that reading 1 MB of JSON makes
 * nobody else wait; the others at once. The thread is there from the start and does not keep the process alive; where it
 * ended, the next large body starts another.
 */
export function threadSearchWriter(options: ThreadSearchWriterOptions = {}): SearchWriter & AsyncDisposable {
  const { minBytes = 65_536, timeoutMs = 10_000 } = options
  const waiting = new Map<number, Waiting>()
  let lastId = 0
  let isOver = false
  let worker: Worker | undefined = start()

  function start(): Worker {
    const started = new Worker(threadFile(), { resourceLimits: { maxOldGenerationSizeMb: 512 } })
    started.unref()
    started.on('message', ({ id, outcome }: ThreadAnswer) => {
      const { resolve, reject, timer } = waiting.get(id) ?? {}
      waiting.delete(id)
      clearTimeout(timer)
      if (outcome.type === 'written') resolve?.(outcome.text)
      else reject?.(errorOf(outcome))
    })
    started.on('error', (cause) => end(cause))
    started.on('exit', () => end())
    return started

    function end(cause?: unknown): void {
      if (started !== worker) return
      worker = undefined
      const error = new Error('Cannot write the search: the thread that reads large bodies ended', { cause })
      for (const { reject, timer } of waiting.values()) {
        clearTimeout(timer)
        reject(error)
      }
      waiting.clear()
    }
  }

  return {
    write(body, task) {
      if (body.byteLength <= minBytes || isOver) return writeSearch(body, task)
      lastId += 1
      const id = lastId
      worker ??= start()
      const thread = worker
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => void thread.terminate(), timeoutMs)
        waiting.set(id, { resolve, reject, timer })
        // a Buffer's `slice` would copy nothing
        const isOwn = body.byteLength === body.buffer.byteLength
        const sent: ThreadTask = { ...task, id, body: isOwn ? body : new Uint8Array(body) }
        thread.postMessage(sent, [sent.body.buffer as ArrayBuffer])
      })
    },
    async [Symbol.asyncDispose]() {
      isOver = true
      await worker?.terminate()
    },
  }
}

/** Beside this file, as a source and as it is built. */
function threadFile(): URL {
  if (import.meta.url.endsWith('.ts')) return new URL('./search-thread.ts', import.meta.url)
  return new URL('./search-thread.js', import.meta.url)
}

function errorOf(outcome: Exclude<ThreadOutcome, { type: 'written' }>): Error {
  switch (outcome.type) {
    case 'refused':
      return new RefusedSearchError(outcome.path, outcome.reason)
    case 'invalid':
      return new InvalidBodyError(outcome.message)
    case 'failed':
      return new Error(outcome.message)
  }
}
