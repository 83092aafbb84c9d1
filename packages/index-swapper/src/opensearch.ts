import { Client, type ClientOptions, errors } from '@opensearch-project/opensearch'
import { AwsSigv4Signer } from '@opensearch-project/opensearch/aws-v3'
import type { ClusterRequest, SearchCluster } from './cluster.ts'
import { ClusterUnreachableError } from './errors.ts'

export interface OpenSearchAddress {
  /** Without credentials: `https://search.example:9200` */
  readonly url: string
  readonly authentication?:
    | { readonly type: 'none' }
    | { readonly type: 'basic'; readonly username: string; readonly password: string }
    | {
        readonly type: 'sigv4'
        readonly accessKeyId: string
        readonly secretAccessKey: string
        readonly region: string
        readonly service: 'es' | 'aoss'
      }
}

export interface OpenSearchCluster extends AsyncDisposable {
  readonly cluster: SearchCluster
}

/**
 * Connects to a real OpenSearch (2.12 to 3.x). Opens no connection before the first request.
 *
 * @param options.requestTimeoutMs How long one answer may take: default 60,000.
 */
export function connectOpenSearch(
  { url, authentication = { type: 'none' } }: OpenSearchAddress,
  { requestTimeoutMs = 60_000 }: { requestTimeoutMs?: number } = {},
): OpenSearchCluster {
  const client = new Client({
    node: url,
    maxRetries: 0,
    requestTimeout: requestTimeoutMs,
    // else it refuses an answer that has `"__proto__"` anywhere, as a document may; JSON.parse makes a plain member of it
    disablePrototypePoisoningProtection: true,
    ...credentials(authentication),
  })
  return {
    async cluster(request, { signal }) {
      signal.throwIfAborted()
      const { method, path } = request
      const [pathname = '/', querystring = ''] = path.split('?')
      const sent = client.transport.request(
        { method, path: pathname, querystring, ...payload(request) },
        { ignore: errorStatuses },
      )
      // returns nothing: a listener that returns a promise has its rejection thrown
      const abort = () => {
        sent.abort()
      }
      signal.addEventListener('abort', abort, { once: true })
      try {
        const { statusCode, body: answer } = await sent
        return { status: statusCode ?? 0, body: typeof answer === 'string' ? undefined : answer }
      } catch (error) {
        signal.throwIfAborted()
        throw new ClusterUnreachableError(request, reasonOf(error), { cause: error })
      } finally {
        signal.removeEventListener('abort', abort)
      }
    },
    async [Symbol.asyncDispose]() {
      await client.close()
    },
  }
}

/** Every error status is an answer for the caller to read. */
const errorStatuses = Array.from({ length: 200 }, (_, n) => 400 + n)

function payload({ body }: ClusterRequest): { body?: Record<string, unknown>; bulkBody?: Buffer } {
  if (body === undefined) return {}
  if (!(body instanceof Uint8Array)) return { body }
  return { bulkBody: Buffer.from(body.buffer, body.byteOffset, body.byteLength) }
}

function credentials(authentication: NonNullable<OpenSearchAddress['authentication']>): ClientOptions {
  switch (authentication.type) {
    case 'none':
      return {}
    case 'basic':
      return { auth: { username: authentication.username, password: authentication.password } }
    case 'sigv4': {
      const { region, service, accessKeyId, secretAccessKey } = authentication
      const getCredentials = () => Promise.resolve({ accessKeyId, secretAccessKey })
      return AwsSigv4Signer({ region, service, getCredentials })
    }
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof errors.TimeoutError) return 'no answer in time'
  if (error instanceof errors.DeserializationError) return 'its answer is cut off or no JSON'
  return error instanceof Error ? error.message : 'unknown failure'
}
