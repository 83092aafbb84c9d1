import { LocalStackError } from './errors.ts'

const unreachable =
  /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|EPIPE|network timeout/
const untrusted = /SELF_SIGNED_CERT|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER|CERT_/
const full = /ENOSPC|EDQUOT|No space left on device/
const readOnly = /EACCES|EROFS|EPERM|Permission denied/i

export interface Attempt {
  /** What was tried, to follow "Cannot": `fetch OpenSearch 3.6.0`. */
  readonly action: string
  /** The variable that names a server to use instead: `OPENSEARCH_URL`. */
  readonly instead: string
  /** The folder for downloads and data. */
  readonly cache: string
}

/** Turns the usual faults of disk and network into one sentence that says what to do. */
export function explainFault(error: unknown, { action, instead, cache }: Attempt): LocalStackError {
  if (error instanceof LocalStackError) return error
  const said = saidBy(error)
  const options = { cause: error }
  if (full.test(said)) {
    return new LocalStackError(
      'disk_full',
      `Cannot ${action}: the disk of "${cache}" is full; free 1 GB and try again`,
      options,
    )
  }
  if (unreachable.test(said)) {
    const advice = `check the network (or HTTPS_PROXY behind a proxy), or set ${instead} to a server that runs already`
    return new LocalStackError('network', `Cannot ${action}: the network does not answer; ${advice}`, options)
  }
  if (untrusted.test(said)) {
    const advice = `set NODE_EXTRA_CA_CERTS to your organisation's certificates, or ${instead} to a server that runs already`
    return new LocalStackError(
      'network',
      `Cannot ${action}: the download's certificate is not trusted; ${advice}`,
      options,
    )
  }
  if (readOnly.test(said)) {
    const advice = 'give yourself the right to, or set XDG_CACHE_HOME to a folder of your own'
    return new LocalStackError(
      'not_writable',
      `Cannot ${action}: a folder cannot be written to (${said}); ${advice}`,
      options,
    )
  }
  return new LocalStackError(
    'not_started',
    `Cannot ${action}: ${said}; or set ${instead} to a server that runs already`,
    options,
  )
}

function saidBy(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  return error.message.includes(code) ? error.message : `${code} ${error.message}`
}
