import type { SourcePage } from './feed-source.ts'
import { readWithin } from './read-within.ts'

/** A request at the end of the feed that would rather wait for something new. */
export interface HeldRequest {
  /** Requests with the same key read the same page: it is read once for all of them. */
  readonly key: string
  readonly read: (signal: () => AbortSignal) => Promise<SourcePage | undefined>
  /** Whether a page has what the caller waits for. */
  readonly isNews: (page: SourcePage) => boolean
  readonly waitMs: number
  /** The caller's: held no longer when it is aborted. */
  readonly signal: AbortSignal
}

/** A page with news in it; `undefined` when there is no such page any more; that nothing came, or there is no room. */
export type HoldResult = { readonly page: SourcePage | undefined } | 'nothing-new' | 'not-held'

export interface TailHolderOptions {
  readonly pollIntervalMs: number
  readonly readTimeoutMs: number
  /** Most requests held at a time. */
  readonly maxHeld: number
  /** Most different pages waited for at a time; each is one read a poll. */
  readonly maxHeldPages: number
  readonly subscribe: ((onChange: () => void) => () => void) | undefined
  /** Ends all waiting. */
  readonly signal: AbortSignal
}

interface Waiter {
  isNews(page: SourcePage): boolean
  end(result: HoldResult): void
  fail(error: unknown): void
}

interface HeldPage {
  readonly read: HeldRequest['read']
  readonly waiters: Set<Waiter>
}

/**
 * Makes what holds requests at the tail. However many wait, each page is read once a poll for all of them, and nothing
 * runs while nobody waits.
 */
export function createTailHolder(options: TailHolderOptions): (request: HeldRequest) => Promise<HoldResult> {
  const { pollIntervalMs, readTimeoutMs, maxHeld, maxHeldPages, subscribe, signal: ended } = options
  const pages = new Map<string, HeldPage>()
  let held = 0
  let watching = false
  let changed = false
  let endPause = () => {}
  ended.addEventListener('abort', () => endAll(), { once: true })

  return ({ key, read, isNews, waitMs, signal }) =>
    new Promise((resolve, reject) => {
      const known = pages.get(key)
      const isFull = held >= maxHeld || (!known && pages.size >= maxHeldPages)
      if (isFull || ended.aborted) return resolve('not-held')
      if (signal.aborted) return reject(signal.reason)
      const page = known ?? { read, waiters: new Set() }
      const timer = setTimeout(() => waiter.end('nothing-new'), waitMs)
      const leave = () => waiter.fail(signal.reason)
      const settle = () => {
        if (!page.waiters.delete(waiter)) return
        held -= 1
        clearTimeout(timer)
        signal.removeEventListener('abort', leave)
        if (page.waiters.size === 0 && pages.get(key) === page) pages.delete(key)
        if (held === 0) endPause()
      }
      const waiter: Waiter = {
        isNews,
        end(result) {
          settle()
          resolve(result)
        },
        fail(error) {
          settle()
          reject(error)
        },
      }
      page.waiters.add(waiter)
      held += 1
      signal.addEventListener('abort', leave, { once: true })
      if (known) return
      pages.set(key, page)
      if (watching) wake()
      else void watch()
    })

  /** Something may have come. */
  function wake(): void {
    changed = true
    endPause()
  }

  async function watch(): Promise<void> {
    watching = true
    changed = true // since the callers read their pages
    const unsubscribe = subscribe?.(wake)
    while (held > 0) {
      if (!changed) await pause()
      changed = false
      await Promise.all([...pages.values()].map(poll))
    }
    watching = false
    unsubscribe?.()
  }

  function pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => endPause(), pollIntervalMs)
      endPause = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  async function poll({ read, waiters }: HeldPage): Promise<void> {
    try {
      const page = await readWithin({ timeoutMs: readTimeoutMs }, read)
      for (const waiter of waiters) {
        if (page === undefined || waiter.isNews(page)) waiter.end({ page })
      }
    } catch (error) {
      for (const waiter of waiters) waiter.fail(error)
    }
  }

  function endAll(): void {
    for (const { waiters } of pages.values()) for (const waiter of waiters) waiter.end('nothing-new')
  }
}
