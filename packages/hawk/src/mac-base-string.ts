/** What one MAC covers: the request, and which payload. `verifyServerAuthorization()` needs those of the request. */
export interface HawkArtifacts {
  /** Unix seconds, in the very characters of the header. */
  readonly ts: string
  readonly nonce: string
  /** In any case; the MAC covers it in upper case. */
  readonly method: string
  /** Path and query as sent, e.g. `/resource/1?b=1&a=2`. */
  readonly path: string
  /** Without the port; the MAC covers it in lower case. An IPv6 address keeps its brackets. */
  readonly host: string
  readonly port: number
  /** Base64 of the payload hash. */
  readonly hash: string
  readonly ext: string | undefined
  /** Oz application id. */
  readonly app: string | undefined
  /** Oz id of the application that delegated; covered only together with `app`. */
  readonly dlg: string | undefined
}

/**
 * The text that a Hawk MAC is calculated over: `header` for a request, `response` for its answer.
 *
 * @see https://github.com/mozilla/hawk/blob/main/API.md, "Request MAC" (normalized string)
 */
export function macBaseString(kind: 'header' | 'response', artifacts: HawkArtifacts): string {
  const { ts, nonce, method, path, host, port, hash, ext = '', app, dlg = '' } = artifacts
  const lines = [
    `hawk.1.${kind}`,
    ts,
    nonce,
    method.toUpperCase(),
    path,
    host.toLowerCase(),
    port,
    hash,
    escapeExt(ext),
  ]
  if (app) lines.push(app, dlg)
  return `${lines.join('\n')}\n`
}

function escapeExt(ext: string): string {
  return ext.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')
}
