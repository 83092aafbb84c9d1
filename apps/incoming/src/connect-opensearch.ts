import {
  connectOpenSearch as connect,
  type OpenSearchConnection,
  type OpenSearchConnectionOptions,
} from '@as/query-proxy'
import type { BackingServices } from '@as/service'
import aws4 from 'aws4'

/** Connects to OpenSearch with the credentials of the environment. Opens no connection before the first request. */
export function connectOpenSearch({ url, authentication }: BackingServices['opensearch']): OpenSearchConnection {
  return connect({ url, ...credentials(authentication) })
}

function credentials(
  authentication: BackingServices['opensearch']['authentication'],
): Pick<OpenSearchConnectionOptions, 'headers' | 'sign'> {
  switch (authentication.type) {
    case 'none':
      return {}
    case 'basic': {
      const { username, password } = authentication
      return { headers: { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` } }
    }
    case 'sigv4': {
      const { accessKeyId, secretAccessKey, region, service } = authentication
      return {
        sign({ method, path, host, body }) {
          const typed = body === undefined ? {} : { 'content-type': 'application/json' }
          const request = {
            method,
            path,
            host,
            region,
            service,
            headers: typed,
            ...(body === undefined ? {} : { body }),
          }
          const { headers = {} } = aws4.sign(request, { accessKeyId, secretAccessKey })
          // both go without saying, and once only
          const { Host: _host, 'Content-Length': _length, ...signed } = headers
          return signed as Record<string, string>
        },
      }
    }
  }
}
