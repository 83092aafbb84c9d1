import type { HistorySource } from '../history-source.ts'
import type { Arena, Scenario } from '../scenario.ts'
import { type Hit, readAll } from '../search.ts'

const longId = (bytes: number): string => `chaos:long:${'x'.repeat(bytes)}`.slice(0, bytes)
const HUGE = 100 * 2 ** 20

/** What `JSON.parse` and back would change, or what breaks careless code. */
const oddities: Readonly<Record<string, string>> = {
  'big-integer': '12345678901234567890123',
  'unsafe-integer': '9007199254740993',
  'huge-number': '1e400',
  'one-point-zero': '1.0',
  'negative-zero': '-0',
  exponent: '1E+2',
  'lone-surrogate': '"\\ud800 and \\udc00"',
  escapes: '"\\u0041\\/\\u00e9"',
  nul: '"a\\u0000b"',
  'raw-unicode': '"\u2028\u{1f600}"',
  proto: '{"__proto__":{"polluted":true},"constructor":{"prototype":1}}',
  spaces: '[ 1 ,\t2 , { } ]',
}

export const oddDocuments: Scenario = {
  name: 'odd-documents',
  title: 'ids of 512 and 513 bytes, a document of 100 MB, numbers and texts that JSON.parse would change',
  seconds: { full: 90, quick: 45 },
  async run(arena) {
    const odd = await arena.openFeed('odd', { rows: 20, pageSize: 7 })
    const huge = await arena.openFeed('huge', { rows: 20, pageSize: 7 })
    for (const [name, value] of Object.entries(oddities)) {
      const id = `chaos:odd:${name}`
      const object = `{"id":"${id}:object", "type":"Document" ,"chaos:odd":${value}}`
      odd.insertText(id, `{"id":"${id}", "type":"Create" ,"chaos:odd":${value},"object":${object}}`)
    }
    const tooLong = longId(513)
    for (const id of [longId(512), tooLong]) odd.insertText(id, JSON.stringify({ id, type: 'Create' }))
    const outgoing = await arena.startOutgoing('outgoing')
    await arena.settle('at first', { mayLack: new Set([tooLong]) })
    arena.watch()
    if (!outgoing.lines.some((line) => line.includes(tooLong.slice(0, 60)))) {
      arena.fault('nothing says that the id of 513 bytes was refused')
    }
    await checkBytes(arena, odd)

    const hugeId = 'chaos:huge:1'
    huge.insertText(hugeId, `{"id":"${hugeId}","type":"Create","chaos:blob":"${'x'.repeat(HUGE)}"}`)
    const before = { odd: odd.readings, huge: huge.readings }
    await arena.until('the feed with the huge document is read three times', () => huge.readings >= before.huge + 3)
    if (odd.readings === before.odd) arena.fault('the other feed was not read meanwhile')
    await arena.settle('with the huge document', { mayLack: new Set([tooLong, hugeId]) })
    huge.remove(hugeId)
    huge.insert(5)
    await arena.settle('after the huge document is gone', { mayLack: new Set([tooLong]) })
  },
}

/** `_source` is what the source said, byte for byte. */
async function checkBytes(arena: Arena, source: HistorySource): Promise<void> {
  const { opensearchUrl } = arena.stack
  for (const alias of ['activities', 'objects']) {
    for (const { id, index } of (await readAll(opensearchUrl, alias)).filter(({ feed }: Hit) => feed === source.feed)) {
      const answer = await fetch(`${opensearchUrl}/${index}/_source/${encodeURIComponent(id)}`)
      const said = source.rows.get(id.replace(/:object$/, ''))?.text ?? ''
      const text = await answer.text()
      // an object's bytes stand at the end of its activity's
      const isSame = alias === 'activities' ? text === said : said.endsWith(`${text}}`)
      if (!isSame) arena.fault(`_source of ${id} in ${alias} is not what the source said: ${text.slice(0, 200)}`)
    }
  }
}
