import type { BackingServices } from '@as/service'
import { Client, type ClientOptions } from '@opensearch-project/opensearch'
import { AwsSigv4Signer } from '@opensearch-project/opensearch/aws-v3'

/** Makes a client that opens no connection before the first request. */
export function connectOpenSearch({ url, authentication }: BackingServices['opensearch']): Client {
  return new Client({ node: url, maxRetries: 0, ...credentials(authentication) })
}

function credentials(authentication: BackingServices['opensearch']['authentication']): ClientOptions {
  switch (authentication.type) {
    case 'none':
      return {}
    case 'basic':
      return { auth: { username: authentication.username, password: authentication.password } }
    case 'sigv4': {
      const { accessKeyId, secretAccessKey, region, service } = authentication
      return AwsSigv4Signer({ region, service, getCredentials: async () => ({ accessKeyId, secretAccessKey }) })
    }
  }
}
