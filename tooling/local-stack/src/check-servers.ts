import { LocalStackError } from './errors.ts'
import { pingRedis } from './ping-redis.ts'

const answerTimeoutMs = 5000

/**
 * Makes sure that the OpenSearch that OPENSEARCH_URL names answers, user and password included.
 *
 * @returns The address itself.
 * @throws {LocalStackError} `not_answering`
 */
export async function checkOpenSearch(address: string, signal: AbortSignal): Promise<string> {
  const url = parsed(address, 'OPENSEARCH_URL', ['http:', 'https:'])
  const { username, password } = url
  const login = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  const headers = username ? { authorization: `Basic ${Buffer.from(login).toString('base64')}` } : {}
  url.username = ''
  url.password = ''
  let status: number
  try {
    const response = await fetch(url, {
      headers,
      signal: AbortSignal.any([signal, AbortSignal.timeout(answerTimeoutMs)]),
    })
    await response.body?.cancel()
    status = response.status
  } catch (error) {
    signal.throwIfAborted()
    throw notAnswering(
      'OPENSEARCH_URL',
      url,
      'does not answer; start it, or unset the variable to have one started',
      error,
    )
  }
  if (status === 401 || status === 403) {
    throw notAnswering('OPENSEARCH_URL', url, `answers ${status}; check the user and password in the variable`)
  }
  if (status !== 200) throw notAnswering('OPENSEARCH_URL', url, `answers ${status}; check that it is an OpenSearch`)
  return address
}

/** The same for REDIS_URL. */
export async function checkRedis(address: string, signal: AbortSignal): Promise<string> {
  const url = parsed(address, 'REDIS_URL', ['redis:', 'rediss:'])
  const answers = await pingRedis(address, AbortSignal.any([signal, AbortSignal.timeout(answerTimeoutMs)]))
  signal.throwIfAborted()
  if (!answers)
    throw notAnswering('REDIS_URL', url, 'does not answer; start it, or unset the variable to have one started')
  return address
}

function parsed(address: string, variable: string, protocols: readonly string[]): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (url && protocols.includes(url.protocol)) return url
  const wanted = protocols.map((protocol) => `${protocol}//…`).join(' or ')
  throw new LocalStackError(
    'not_answering',
    `Cannot use ${variable}: it is not an address like ${wanted}; correct or unset it`,
  )
}

/** The address without its user and password. */
function notAnswering(variable: string, url: URL, what: string, cause?: unknown): LocalStackError {
  const shown = `${url.protocol}//${url.host}`
  return new LocalStackError('not_answering', `Cannot use ${variable}: "${shown}" ${what}`, { cause })
}
