import type { Check } from '../check.ts'
import { fail, pass, skip } from '../finding.ts'
import type { Recorded } from '../probe.ts'
import { ofPages } from './pages.ts'

/** What may be kept, and for how long. */
export const closedPageChecks: readonly Check[] = [
  {
    rule: 'P16',
    asks: 'a page that is not closed is not kept by caches',
    strength: 'must',
    run: ofPages(({ exchange }) => {
      const directives = directivesOf(exchange)
      if (isClosed(exchange)) return pass()
      const isKept = directives.some((directive) => /^(?:public|s-maxage=.*|max-age=0*[1-9].*)$/.test(directive))
      if (!isKept || directives.includes('no-store') || directives.includes('no-cache')) return pass()
      return fail(
        `Cache-Control: ${exchange.headers['cache-control']} at ${exchange.url}`,
        'send Cache-Control: private, no-cache',
      )
    }),
  },
  {
    rule: 'P16',
    asks: 'a page says that it is private, and no-cache or immutable',
    strength: 'should',
    run: ofPages(({ exchange }) => {
      const directives = directivesOf(exchange)
      const isRight =
        directives.includes('no-store') ||
        (directives.includes('private') && (directives.includes('no-cache') || isClosed(exchange)))
      if (isRight) return pass()
      return fail(
        `Cache-Control: ${exchange.headers['cache-control'] ?? '(none)'}`,
        'send Cache-Control: private, no-cache',
      )
    }),
  },
  {
    rule: 'P21',
    asks: 'a closed page has a next, and is private',
    strength: 'must',
    run: ofPages(({ exchange, next }) => {
      if (!isClosed(exchange)) return pass()
      if (next === undefined)
        return fail(`immutable without next at ${exchange.url}`, 'close full pages only, never the last')
      if (directivesOf(exchange).includes('private')) return pass()
      return fail(
        `Cache-Control: ${exchange.headers['cache-control']}`,
        'send Cache-Control: private, max-age=31536000, immutable',
      )
    }),
  },
  {
    rule: 'P21',
    asks: 'the page at the seed is not called closed',
    strength: 'should',
    async run(probe) {
      const [first] = await probe.pages()
      if (!first) return skip('there is no page to look at')
      if (!isClosed(first.exchange)) return pass()
      return fail('immutable at the seed', 'let the seed lead to whatever the feed is, also after it was set up anew')
    },
  },
  {
    rule: 'P21',
    asks: 'a closed page gives the same bytes for ever, also after something was written',
    strength: 'must',
    async run(probe) {
      const closed = (await probe.pages()).filter(({ exchange }) => isClosed(exchange))
      if (closed.length === 0) return skip('the feed calls no page closed')
      for (const { exchange } of closed) {
        const again = await probe.request({ url: exchange.url })
        if (Buffer.compare(again.raw, exchange.raw) !== 0) {
          return fail(`other bytes at ${exchange.url}`, 'call a page immutable only when nothing of it can change')
        }
      }
      return pass(`${closed.length} pages`)
    },
  },
]

function directivesOf({ headers }: Recorded): string[] {
  return (headers['cache-control'] ?? '').split(',').map((directive) => directive.trim().toLowerCase())
}

function isClosed(answer: Recorded): boolean {
  return directivesOf(answer).includes('immutable')
}
