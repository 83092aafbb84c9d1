import type { Check } from '../check.ts'
import { type Finding, fail, pass, skip } from '../finding.ts'
import type { Probe, Recorded } from '../probe.ts'

/** Conditional requests and compression. */
export const cachingChecks: readonly Check[] = [
  {
    rule: 'P14',
    asks: 'a page has a strong ETag',
    strength: 'should',
    async run(probe) {
      const { etag } = (await probe.request()).headers
      if (etag === undefined) return fail('no ETag', 'send an ETag, so that a page that is unchanged costs nothing')
      if (!/^"[^"]*"$/.test(etag)) return fail(`ETag: ${etag}`, 'send a strong one: quoted, without W/')
      return pass(etag)
    },
  },
  {
    rule: 'P14',
    asks: 'a request whose If-None-Match names the ETag is answered with 304 and no body',
    strength: 'must',
    run: ifTagged(async (probe, { headers: { etag = '' } }) => {
      for (const named of [etag, `"another", ${etag}`, `W/${etag}`, '*']) {
        const { status, raw } = await probe.request({ headers: { 'if-none-match': named } })
        if (status !== 304) return fail(`status ${status} for If-None-Match: ${named}`, 'answer with 304')
        if (raw.length > 0) return fail('304 with a body', 'send no body with 304')
      }
      return pass()
    }),
  },
  {
    rule: 'P14',
    asks: 'a request whose If-None-Match names another ETag is answered with the page',
    strength: 'must',
    run: ifTagged(async (probe) => {
      const { status } = await probe.request({ headers: { 'if-none-match': '"of-another-page", W/"and-another"' } })
      return status === 200 ? pass() : fail(`status ${status}`, 'compare ETags as a whole')
    }),
  },
  {
    rule: 'P15',
    asks: 'a page is compressed only where Accept-Encoding allows it, with Vary',
    strength: 'must',
    async run(probe) {
      for (const accepted of ['identity', 'gzip;q=0, identity', '']) {
        const coding = (await probe.request({ headers: { 'accept-encoding': accepted } })).headers['content-encoding']
        if (coding !== undefined && coding !== 'identity') {
          return fail(`${coding} for Accept-Encoding: ${accepted}`, 'compress only for who accepts it')
        }
      }
      const zipped = await probe.request({ headers: { 'accept-encoding': 'gzip' } })
      const coding = zipped.headers['content-encoding']
      if (coding === undefined) return pass('not compressed')
      if (coding !== 'gzip') return fail(`${coding} for Accept-Encoding: gzip`, 'compress with what is accepted')
      if (zipped.decodingFault !== undefined)
        return fail(zipped.decodingFault, 'send the bytes that Content-Encoding says')
      const vary = zipped.headers.vary ?? ''
      if (!/\*|accept-encoding/i.test(vary)) return fail(`Vary: ${vary}`, 'send Vary: Accept-Encoding')
      return pass('gzip')
    },
  },
  {
    rule: 'P15',
    asks: 'compressed bytes have an ETag of their own',
    strength: 'must',
    run: ifTagged(async (probe, plain) => {
      const zipped = await probe.request({ headers: { 'accept-encoding': 'gzip' } })
      if (zipped.headers['content-encoding'] !== 'gzip') return skip('pages are not compressed')
      if (zipped.headers.etag !== plain.headers.etag) return pass()
      return fail('the same ETag, compressed or not', 'give the compressed bytes an ETag of their own')
    }),
  },
]

/** Skips a feed without ETags. */
function ifTagged(run: (probe: Probe, answer: Recorded) => Promise<Finding>): Check['run'] {
  return async (probe) => {
    const answer = await probe.request()
    return answer.headers.etag === undefined ? skip('pages have no ETag') : run(probe, answer)
  }
}
