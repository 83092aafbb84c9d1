import type { Check } from '../check.ts'
import { fail, pass, quoted, skip } from '../finding.ts'
import { readPage } from '../page.ts'
import { idsOf, tailOf } from '../read-on.ts'
import { unknownPageUrl } from '../unknown-page-url.ts'
import { ofPages } from './pages.ts'

/** How one page leads to the next. */
export const pagingChecks: readonly Check[] = [
  {
    rule: 'P5',
    asks: 'next is an absolute URL',
    strength: 'must',
    run: ofPages(({ next, exchange }) => {
      if (next === undefined) return pass()
      if (typeof next !== 'string')
        return fail(`next is no string at ${exchange.url}`, 'write next as a URL, or leave it out')
      const isAbsolute = /^https?:\/\//i.test(next) && URL.canParse(next)
      return isAbsolute ? pass() : fail(`next is ${quoted(next)}`, 'write next with its scheme and host')
    }),
  },
  {
    rule: 'P5',
    asks: 'a page without items has no next',
    strength: 'must',
    run: ofPages(({ items, next, exchange }) =>
      items.length > 0 || next === undefined
        ? pass()
        : fail(
            `an empty page with next at ${exchange.url}`,
            'leave next out of a page without items: collectors go on for ever',
          ),
    ),
  },
  {
    rule: 'P7',
    asks: 'next leads from the seed to a last page, and never back',
    strength: 'must',
    async run(probe) {
      const { pages, end } = await probe.reading()
      switch (end.type) {
        case 'last-page':
          return pass(`${pages.length} pages`)
        case 'enough':
          return skip(`there are more than ${pages.length} pages; raise maxPages to read to the end`)
        case 'loop':
          return fail(`next leads back to ${end.url}`, 'give each page its own URL, and leave next out of the last')
        case 'bad-next':
          return fail(`next is no URL at ${end.url}`, 'write next as an absolute URL')
        case 'other-origin':
          return fail(`next leads to ${quoted(end.next)}`, 'keep all pages on one origin')
        case 'no-page':
          return fail(`${end.fault} at ${end.url}`, 'let next lead to pages only')
      }
    },
  },
  {
    rule: 'P7',
    asks: 'a second reading gives every activity of the first',
    strength: 'must',
    async run(probe) {
      const first = await probe.reading()
      if (first.end.type !== 'last-page') return skip('the feed is not read to its end')
      const again = new Set(idsOf(await probe.read()))
      const lost = idsOf(first).filter((id) => !again.has(id))
      if (lost.length === 0) return pass(`${again.size} activities`)
      return fail(
        `${lost.length} activities are gone, such as ${quoted(lost[0] ?? '')}`,
        'serve the same activities on each reading',
      )
    },
  },
  {
    rule: 'P8',
    asks: "the last page's URL stays good",
    strength: 'must',
    async run(probe) {
      const url = tailOf(await probe.reading())
      if (url === undefined) return skip('there is no last page')
      const page = readPage(await probe.request({ url }))
      return typeof page === 'string' ? fail(`${page} at ${url}`, 'answer the same URL with a page again') : pass()
    },
  },
  {
    rule: 'P9',
    asks: 'next has the scheme and host of the request',
    strength: 'must',
    run: ofPages(({ next, exchange }) => {
      if (typeof next !== 'string' || !URL.canParse(next)) return pass('no next')
      const [wanted, written] = [new URL(exchange.url).origin, new URL(next).origin]
      return wanted === written ? pass() : fail(`${written} instead of ${wanted}`, 'make next from the Host header')
    }),
  },
  {
    rule: 'P9',
    asks: 'next has the scheme of X-Forwarded-Proto and the host of Host, as behind a proxy',
    strength: 'should',
    async run(probe) {
      const [first] = await probe.pages()
      if (typeof first?.next !== 'string') return skip('there is one page only')
      const url = new URL(first.exchange.url)
      const scheme = url.protocol === 'https:' ? 'http' : 'https'
      const signedUrl = `${scheme}://feed.example${url.pathname}${url.search}`
      const page = readPage(
        await probe.request({ signedUrl, headers: { host: 'feed.example', 'x-forwarded-proto': scheme } }),
      )
      if (typeof page === 'string') return skip(`another Host is answered with ${page}`)
      const next = String(page.next)
      if (next.startsWith(`${scheme}://feed.example/`)) return pass()
      return fail(`next is ${quoted(next)}`, `make next from X-Forwarded-Proto and Host`)
    },
  },
  {
    rule: 'P10',
    asks: "a URL that is no page of the feed's is answered with 404",
    strength: 'must',
    async run(probe) {
      const url = unknownPageUrl(probe.seed, (await probe.pages()).at(0)?.next)
      if (url === undefined) return skip('there is one page only: its URL tells nothing of others')
      const { status } = await probe.request({ url })
      if (status === 404) return pass(url)
      return fail(`status ${status} at ${url}`, 'answer a cursor you did not make with 404, never with a page')
    },
  },
]
