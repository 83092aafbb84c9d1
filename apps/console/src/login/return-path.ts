/** Where to go after login, of no use to anybody else: at most so long. */
const MAX_LENGTH = 2_000

const notAPage = new Set(['/login', '/logout', '/logged-out', '/__redirect_from_sso'])

/**
 * A path of ours to go back to after login, whatever was asked for: `/` in place of an address elsewhere, and of what a
 * browser would take for one (`//evil.example`, `/\evil.example`).
 */
export function returnPath(asked: string | undefined): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: browsers drop some of them, and read on
  if (asked === undefined || asked.length > MAX_LENGTH || !/^\/(?![/\\])[^\\\u0000-\u0020\u007f]*$/.test(asked))
    return '/'
  const origin = 'https://console.invalid'
  if (!URL.canParse(asked, origin)) return '/'
  const url = new URL(asked, origin)
  const path = url.pathname + url.search
  const isOurs = url.origin === origin && !path.startsWith('//') && !notAPage.has(url.pathname)
  return isOurs ? path : '/'
}
