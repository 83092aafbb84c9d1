/** What no feed has for a cursor. */
const noCursor = 'no-such-page-of-this-feed'

/**
 * A URL that looks like one of the feed's pages and is none: what `next` has and the seed has not, replaced.
 *
 * @returns `undefined` where the two do not differ in a way that can be told.
 * @example unknownPageUrl('https://a.example/feed', 'https://a.example/feed?cursor=7')
 *   // 'https://a.example/feed?cursor=no-such-page-of-this-feed'
 */
export function unknownPageUrl(seed: string, next: unknown, cursor: string = noCursor): string | undefined {
  if (typeof next !== 'string' || !URL.canParse(next)) return undefined
  const [from, to] = [new URL(seed), new URL(next)]
  const name = [...to.searchParams.keys()].find((key) => to.searchParams.get(key) !== from.searchParams.get(key))
  if (name !== undefined) {
    to.searchParams.set(name, '')
    // written as it is: what is not UTF-8 would be lost
    return to.href.replace(`${name}=`, `${name}=${cursor}`)
  }
  if (to.pathname === from.pathname) return undefined
  return `${to.origin}${to.pathname.replace(/[^/]*\/?$/, cursor)}${to.search}`
}
