/** What browsers say of where a request comes from; neither is there where no browser sent it. */
export interface RequestOrigin {
  readonly secFetchSite: string | undefined
  readonly origin: string | undefined
}

/**
 * Whether a page of ours sent a request.
 *
 * @param own `https://console.example`
 * @returns `unknown` where nothing tells: no browser of today is silent about a request that changes something.
 */
export function sentBy({ secFetchSite, origin }: RequestOrigin, own: string): 'us' | 'others' | 'unknown' {
  if (secFetchSite !== undefined && secFetchSite !== 'same-origin') return 'others'
  if (origin !== undefined && origin !== own) return 'others'
  return secFetchSite === undefined && origin === undefined ? 'unknown' : 'us'
}
