import type { Check } from './check.ts'
import { type Finding, skip } from './finding.ts'
import { isJson, type Json, type Page, parseJson, readPage } from './page.ts'
import type { Probe, Recorded } from './probe.ts'

/** The feed as a whole, and its pages. */
export const orderedCollection = 'application/activity+json'

/** The same as Atom. */
export const atom = 'application/atom+xml'

/** The answer in another representation, where that is served. */
export function ifServed(type: string, run: (probe: Probe, answer: Recorded) => Promise<Finding>): Check['run'] {
  return async (probe) => {
    const answer = await probe.request({ headers: { accept: type } })
    return answer.status === 200 && typeOf(answer) === type
      ? run(probe, answer)
      : skip(`the feed is not served as ${type}`)
  }
}

/**
 * Compares a page with the plain one at the same URL. The feed may change between the two: the plain page is asked for
 * before and after.
 */
export async function besidePlain(
  probe: Probe,
  url: string,
  type: string,
  compare: (other: Recorded, plain: Page) => Finding,
): Promise<Finding> {
  const before = readPage(await probe.request({ url }))
  const other = await probe.request({ url, headers: { accept: type } })
  const after = readPage(await probe.request({ url }))
  if (typeof before === 'string' || typeof after === 'string') return skip('there is no plain page to compare with')
  const finding = compare(other, before)
  return finding.result === 'fail' ? compare(other, after) : finding
}

/** A URL, where it is one of the feed's own origin: credentials go nowhere else. */
export function sameOriginUrl({ seed }: Probe, url: unknown): string | undefined {
  const isSame = typeof url === 'string' && URL.canParse(url) && new URL(url).origin === new URL(seed).origin
  return isSame ? url : undefined
}

/** The media type of an answer, without parameters. */
export function typeOf({ headers }: Recorded): string {
  return headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? 'no Content-Type'
}

/** The JSON object that an answer is, where it is one. */
export function objectIn({ status, body }: Recorded): Json | undefined {
  const json = status === 200 ? parseJson(body) : ''
  return typeof json !== 'string' && isJson(json.value) ? json.value : undefined
}
