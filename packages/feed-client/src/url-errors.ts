import { FeedClientError, quoted } from './errors.ts'

/** The rule a URL broke. */
export type UrlFault = 'unparsable' | 'too_long' | 'scheme' | 'userinfo' | 'downgrade' | 'origin'

const faults: Readonly<Record<UrlFault, string>> = {
  unparsable: 'is no URL; the source must give an absolute or relative one',
  too_long: 'is too long; the source must give shorter ones',
  scheme: 'is neither http nor https; the source must give one that is',
  userinfo: 'contains a user name or password; put credentials into the configuration',
  downgrade: 'would leave https for http; the source must stay with https',
  origin: "is on another origin than the feed's seed; add that origin to allowedOrigins if the source means it",
}

/** A seed, a `next` link or a redirect breaks a rule of next-link.ts: it was not asked for. */
export class UrlRefusedError extends FeedClientError {
  override readonly name = 'UrlRefusedError'
  override readonly code = 'url_refused'
  override readonly retryable = false
  readonly fault: UrlFault

  /** @param url The page on which the target was found. */
  constructor(url: string, target: string, fault: UrlFault) {
    super(url, `Cannot read on from page ${quoted(url)}: ${quoted(target)} ${faults[fault]}`)
    this.fault = fault
  }
}

/** A public feed led to an address of a private network. */
export class PrivateAddressError extends FeedClientError {
  override readonly name = 'PrivateAddressError'
  override readonly code = 'private_address'
  override readonly retryable = false

  constructor(url: string, hostname: string) {
    super(
      url,
      `Cannot read page ${quoted(url)}: host ${quoted(hostname)} has a private address, though the feed is public; set privateAddresses to "allow" if that is meant`,
    )
  }
}
