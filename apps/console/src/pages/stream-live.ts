import type { LiveFeeds } from '../live/live-feeds.ts'

export interface StreamLiveOptions {
  /** Only what is of this feed. */
  readonly feed?: string | undefined
  /** Most browsers at once: default 1,000. */
  readonly maxViewers?: number
  /** A proxy between cuts what is silent: default 15,000. */
  readonly heartbeatMs?: number
  /** After so long the browser asks again, and its session is looked at again: default 1,800,000. */
  readonly lifeMs?: number
}

const encoder = new TextEncoder()

/** Server-sent events of what changes in the feeds' pages: `{"cells":{feed:{cell:html}},"order":[…]}`. */
export function streamLive(live: LiveFeeds, options: StreamLiveOptions = {}): Response {
  const { feed, maxViewers = 1_000, heartbeatMs = 15_000, lifeMs = 1_800_000 } = options
  if (live.viewers >= maxViewers) {
    return new Response('Too many people watch; the page can be reloaded.', { status: 503 })
  }
  const gone = new AbortController()
  const watching = live.watch(feed, AbortSignal.any([gone.signal, AbortSignal.timeout(lifeMs)]))
  let heartbeat: ReturnType<typeof setInterval> | undefined
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(encoder.encode('retry: 2000\n\n'))
      heartbeat = setInterval(() => {
        if ((controller.desiredSize ?? 0) > 0) controller.enqueue(encoder.encode(':\n\n'))
      }, heartbeatMs)
    },
    async pull(controller) {
      const { done, value } = await watching.next()
      if (!done) return controller.enqueue(encoder.encode(`data: ${value}\n\n`))
      clearInterval(heartbeat)
      controller.close()
    },
    cancel() {
      clearInterval(heartbeat)
      gone.abort()
    },
  })
  return new Response(body, {
    headers: {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      // nginx would hold it back otherwise
      'x-accel-buffering': 'no',
    },
  })
}
