import type { CursorLocation } from './cursor-location.ts'
import { type FeedLocation, type FeedUrls, feedUrls, readLocation } from './feed-location.ts'
import { type PublicUrl, publicUrl } from './public-url.ts'
import { remember } from './remember.ts'
import type { Representation } from './representation.ts'

/** What a request asks for. */
export interface Asked {
  readonly location: FeedLocation
  readonly representation: Representation
  readonly href: string
  readonly urls: FeedUrls
  /** The same text for the same URL and representation, as long as it is remembered. */
  readonly key: string
}

/** Where a request goes: all that can be told from its URL. Requests to the same URL share it. */
export interface Target {
  readonly href: string
  /** For whoever authenticates: with a URL of its own each time. */
  publicUrl(): PublicUrl
  /** `undefined` when the URL is none of the feed's. */
  location(): FeedLocation | undefined
  ask(location: FeedLocation, representation: Representation): Asked
}

/** Collectors come back to the same URLs; so many are remembered, with what was made of them. */
const remembered = { max: 256, maxLength: 2048 }

/**
 * Makes what reads where requests go.
 *
 * @returns Gives `undefined` when the Host header is not a host.
 */
export function createTargetReader(cursors: CursorLocation): (request: Request) => Target | undefined {
  const read = remember((key) => {
    const [forwardedProto = '', host = '', ...rest] = key.split('\n')
    // an absent Host stands as two line breaks, which no header can have
    const isWithoutHost = rest.length > 1
    const url = rest[rest.length - 1] ?? ''
    const target = publicUrl({ url, host: isWithoutHost ? undefined : host, forwardedProto })
    return target && targetOf(target, cursors)
  }, remembered)
  return ({ url, headers }) => read(`${headers.get('x-forwarded-proto') ?? ''}\n${headers.get('host') ?? '\n'}\n${url}`)
}

function targetOf({ url, host, path }: PublicUrl, cursors: CursorLocation): Target {
  const { href } = url
  const asked = new Map<Representation, Asked>()
  let urls: FeedUrls | undefined
  let location: { readonly found: FeedLocation | undefined } | undefined
  return {
    href,
    publicUrl() {
      let made: URL | undefined
      return {
        host,
        path,
        get url() {
          made ??= new URL(href)
          return made
        },
      }
    },
    location() {
      location ??= { found: readLocation(url, cursors) }
      return location.found
    },
    ask(at, representation) {
      const known = asked.get(representation)
      if (known) return known
      urls ??= feedUrls(url, cursors)
      const made = { location: at, representation, href, urls, key: `${representation} ${href}` }
      asked.set(representation, made)
      return made
    },
  }
}
