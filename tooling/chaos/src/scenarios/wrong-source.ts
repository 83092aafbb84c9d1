import type { SourceFault } from '../history-source.ts'
import type { Scenario } from '../scenario.ts'

/** More than half of 1,600 rows and more than 500 would go. */
const WRONG_AFTER_PAGE = 4

const end =
  (status: number, contentType: string, body: string): SourceFault =>
  (_, response) => {
    response.writeHead(status, { 'content-type': contentType }).end(body)
    return true
  }

/** The source's wrongs, each on every reading. */
const wrongs: readonly { readonly what: string; readonly fault: SourceFault }[] = [
  { what: 'empty', fault: end(200, 'application/activity+json', '{"type":"Collection","orderedItems":[]}') },
  {
    what: 'less than half',
    fault: ({ page, body }, response) => {
      if (page < WRONG_AFTER_PAGE) return false
      response.writeHead(200, { 'content-type': 'application/activity+json' })
      response.end(body.replace(/,"next":"[^"]*"\}$/, '}'))
      return true
    },
  },
  {
    what: '500 on page 4',
    fault: (exchange, response) =>
      exchange.page === WRONG_AFTER_PAGE && end(500, 'text/plain', 'out of order')(exchange, response),
  },
  { what: 'a web page with 200', fault: end(200, 'text/html', '<!doctype html><title>Sign in</title>') },
  { what: 'a list with 200', fault: end(200, 'application/json', '[1, 2]') },
  { what: 'an object without items, with 200', fault: end(200, 'application/json', '{"error":"try later"}') },
  { what: 'items of the wrong type', fault: end(200, 'application/json', '{"orderedItems":{"id":"a"}}') },
  { what: 'items that are none', fault: end(200, 'application/json', '{"orderedItems":[null,1,"a",{},[]]}') },
  {
    what: 'a page cut off in its middle',
    fault({ body }, response) {
      response.writeHead(200, { 'content-length': Buffer.byteLength(body) })
      response.write(body.slice(0, body.length / 2), () => response.destroy())
      return true
    },
  },
]

/** A reading that is under way goes on: cut off behind its middle it would be a legal deletion. */
function fromNextReading(fault: SourceFault): SourceFault {
  let isWrong = false
  return (exchange, response) => {
    isWrong ||= exchange.page === 1
    return isWrong && fault(exchange, response)
  }
}

export const wrongSource: Scenario = {
  name: 'wrong-source',
  title: 'a source that answers empty, half, 500 on page 4, the wrong type with 200',
  seconds: { full: 90, quick: 50 },
  async run(arena) {
    const { quick } = arena
    const wrong = await arena.openFeed('wrong', { rows: 1_600 })
    const right = await arena.openFeed('right', { rows: 300, pageSize: 50 })
    await arena.startOutgoing('outgoing', { env: { GUARD_AGREEING_PASSES: '1000' } })
    await arena.settle('at first')
    arena.watch()
    {
      await using _ = arena.churn()
      for (const { what, fault } of wrongs) {
        const from = { wrong: wrong.readings, right: right.readings }
        wrong.interfere(fromNextReading(fault))
        const times = quick ? 2 : 5
        await arena.until(
          `${times} readings of a source that answers ${what}, and another of the other source`,
          () => wrong.readings >= from.wrong + times && right.readings > from.right,
        )
        wrong.interfere(undefined)
      }
    }
    await arena.settle('after the source is right again')
  },
}
