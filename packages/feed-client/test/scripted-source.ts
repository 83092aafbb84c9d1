import type { PageRequester, PageRequestOptions, PageResponse, SourceFormat } from '../src/index.ts'
import { StatusError } from '../src/index.ts'

/** A page as a test writes it; `ids` may say `a=2` for version 2 of item `a`. */
export interface ScriptedPage {
  ids?: string[]
  next?: string
  previous?: string
  /** Without one, the page is never unchanged. */
  etag?: string
}

export interface ScriptedSource {
  readonly requestPage: PageRequester
  readonly pages: Record<string, ScriptedPage>
  /** Paths in the order asked, with `*` for an answer "unchanged". */
  readonly asked: string[]
  readonly calls: PageRequestOptions[]
  /** Runs before each answer; what it returns is said to have been applied of the request's preferences. */
  before: (path: string, call: PageRequestOptions) => undefined | { applied?: string; fetchMs?: number }
}

export const origin = 'https://source.example'

/** A source of pages by path, in memory. */
export function scriptedSource(pages: Record<string, ScriptedPage>): ScriptedSource {
  const source: ScriptedSource = {
    pages,
    asked: [],
    calls: [],
    before: () => undefined,
    async requestPage(url, call): Promise<PageResponse> {
      const path = new URL(url).pathname
      source.calls.push(call)
      const { applied: preferenceApplied, fetchMs = 1 } = source.before(path, call) ?? {}
      const page = pages[path]
      const isKnown = page?.etag !== undefined && page.etag === call.etag
      source.asked.push(isKnown ? `${path}*` : path)
      if (!page) throw new StatusError(url, 404)
      if (isKnown) return { status: 'unchanged', url, fetchMs, preferenceApplied }
      const body = Buffer.from(JSON.stringify(page))
      return { status: 'ok', url, body, etag: page.etag, contentType: undefined, preferenceApplied, fetchMs }
    },
  }
  return source
}

/** Reads pages of a {@link scriptedSource}. */
export const scriptedFormat: SourceFormat = {
  name: 'scripted',
  walksBack: true,
  processPage(body) {
    const { ids = [], next, previous }: ScriptedPage = JSON.parse(Buffer.from(body).toString())
    const items = ids.map((written) => {
      const id = written.replace(/=.*/, '')
      return { id, type: undefined, published: undefined, bytes: Buffer.from(written), object: undefined }
    })
    return { items, rejected: [], next, previous }
  },
}
