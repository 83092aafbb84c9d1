import { once } from 'node:events'
import { createServer } from 'node:http'
import { freePort } from '@as/local-stack'
import Provider, { type Configuration } from 'oidc-provider'

/** What the issuer says of whoever logs in by that name. */
const people: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  vera: { name: 'Vera Viewer', roles: ['viewer'] },
  omar: { name: 'Omar <b>Operator</b>', roles: ['other', 'operator'] },
  ada: { name: 'Ada Admin', roles: ['admin'] },
  nora: { name: 'Nora Nobody', roles: [] },
}

export interface Issuer extends AsyncDisposable {
  /** `http://localhost:4000`: another site than 127.0.0.1, where the console is. */
  readonly url: string
  /** The variables by which a console uses it. */
  readonly env: Readonly<Record<string, string>>
}

/** A real OpenID Connect provider, where one logs in by any name and password. */
export async function startIssuer(consoleOrigin: string, { isPublic = false } = {}): Promise<Issuer> {
  const port = await freePort()
  const url = `http://localhost:${port}`
  const secret = 'a-secret-of-the-console'
  const configuration: Configuration = {
    clients: [
      {
        client_id: 'console',
        redirect_uris: [`${consoleOrigin}/__redirect_from_sso`],
        post_logout_redirect_uris: [`${consoleOrigin}/logged-out`],
        ...(isPublic ? { token_endpoint_auth_method: 'none' } : { client_secret: secret }),
      },
    ],
    claims: { openid: ['sub'], profile: ['name', 'roles'], email: ['email', 'email_verified'] },
    findAccount: (_context, id) => ({
      accountId: id,
      claims: async () => ({ sub: id, email: `${id}@example.org`, email_verified: true, ...people[id] }),
    }),
    ttl: { AccessToken: 600, AuthorizationCode: 60, Grant: 600, IdToken: 600, Interaction: 600, Session: 600 },
    cookies: { keys: ['of this test'] },
    pkce: { required: () => true },
  }
  const provider = quietly(() => new Provider(url, configuration))
  const server = createServer((request, response) => void provider.callback()(request, response)).listen(
    port,
    '127.0.0.1',
  )
  await once(server, 'listening')
  return {
    url,
    env: {
      CONSOLE_OPENID__ISSUER: url,
      CONSOLE_OPENID__CLIENT_ID: 'console',
      ...(isPublic ? {} : { CONSOLE_OPENID__CLIENT_SECRET: secret }),
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** It warns of its own development keys, at length. */
function quietly<Result>(make: () => Result): Result {
  const { info, warn } = console
  console.info = () => {}
  console.warn = () => {}
  try {
    return make()
  } finally {
    Object.assign(console, { info, warn })
  }
}
