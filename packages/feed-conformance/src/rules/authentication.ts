import { signRequest, verifyServerAuthorization } from '@as/hawk'
import { authorizationFor, signWithoutHash, wrongCredentials } from '../authorization.ts'
import type { Check } from '../check.ts'
import { type Finding, fail, pass, skip } from '../finding.ts'
import type { Probe } from '../probe.ts'

/** Who may read. */
export const authenticationChecks: readonly Check[] = [
  {
    rule: 'P12',
    asks: 'the feed asks for credentials',
    strength: 'should',
    async run(probe) {
      const { status } = await probe.request({ authorization: 'none' })
      if (status === 401) return pass('status 401 without credentials')
      return fail(`status ${status} without credentials`, 'let in only whom you know, unless anybody may read it all')
    },
  },
  {
    rule: 'P12',
    asks: 'a request without credentials is answered with 401 and WWW-Authenticate',
    strength: 'must',
    run: ifClosed(async (probe) => {
      const { status, headers } = await probe.request({ authorization: 'none' })
      if (status !== 401) return fail(`status ${status}`, 'answer with 401')
      if (!headers['www-authenticate']) return fail('no WWW-Authenticate', 'name the scheme: WWW-Authenticate: Hawk')
      return pass(headers['www-authenticate'])
    }),
  },
  {
    rule: 'P12',
    asks: 'a request with wrong credentials is answered with 401, and not told what was wrong',
    strength: 'must',
    run: ifClosed(async (probe) => {
      const answers = []
      for (const authorization of await wrongAuthorizations(probe)) answers.push(await probe.request({ authorization }))
      const other = answers.find(({ status }) => status !== 401)
      if (other) return fail(`status ${other.status}`, 'answer wrong credentials with 401')
      const told = new Set(answers.map(({ body }) => new TextDecoder().decode(body)))
      if (told.size > 1) return fail('different answers to a wrong key and an unknown id', 'answer both alike')
      return pass(`${answers.length} times 401`)
    }),
  },
  hawk('the MAC is checked: a signature of another URL is answered with 401', async (probe) => {
    const url = new URL(probe.seed)
    url.searchParams.set('of-another', 'url')
    return refused(probe, await sign(probe, { url: url.href }), 'check the MAC over method, path, query, host and port')
  }),
  hawk('a payload hash is asked for, and checked', async (probe) => {
    const wrong = await refused(probe, await sign(probe, { body: 'not the body' }), 'check the payload hash')
    if (wrong.result === 'fail') return wrong
    const { authentication, seed } = probe
    if (authentication.type !== 'hawk') return skip('the feed is not read with Hawk')
    const without = signWithoutHash(seed, authentication.credentials, probe.now())
    return refused(probe, without, 'refuse a request without a payload hash')
  }),
  hawk('a nonce counts once: a request sent again is answered with 401', async (probe) => {
    const authorization = await sign(probe, {})
    const first = await probe.request({ authorization })
    if (first.status !== 200)
      return fail(`status ${first.status} the first time`, 'let in a request that is signed well')
    return refused(probe, authorization, 'remember nonces for as long as clocks may differ')
  }),
  hawk('clocks may differ by 60 s, not by more', async (probe) => {
    for (const seconds of [-50, 50]) {
      const { status } = await probe.request({ authorization: await sign(probe, { seconds }) })
      if (status !== 200) return fail(`status ${status} for a clock that is ${seconds} s off`, 'allow 60 s')
    }
    for (const seconds of [-90, 90]) {
      const finding = await refused(probe, await sign(probe, { seconds }), `refuse a clock that is ${seconds} s off`)
      if (finding.result === 'fail') return finding
    }
    return pass()
  }),
  {
    rule: 'P13',
    asks: 'with Hawk, the answer carries Server-Authorization, and it is right',
    strength: 'should',
    run: ifHawk(async (probe) => {
      const { authentication, seed } = probe
      if (authentication.type !== 'hawk') return skip('the feed is not read with Hawk')
      const { credentials } = authentication
      const { authorization, artifacts } = await signRequest({ method: 'GET', url: seed }, credentials, {
        timestampSeconds: Math.floor(probe.now() / 1000),
      })
      const answer = await probe.request({ authorization, headers: { 'accept-encoding': 'gzip' } })
      const serverAuthorization = answer.headers['server-authorization']
      if (!serverAuthorization)
        return fail('no Server-Authorization', 'sign answers, so that collectors know whose they are')
      const signed = { serverAuthorization, contentType: answer.headers['content-type'], body: answer.body }
      const verified = await verifyServerAuthorization(signed, artifacts, credentials)
      if (verified.ok) return pass()
      return fail(`a Server-Authorization with ${verified.reason}`, 'hash the body before content encoding')
    }),
  },
]

/** A rule of Hawk's. */
function hawk(asks: string, run: Check['run']): Check {
  return { rule: 'P13', asks: `with Hawk, ${asks}`, strength: 'must', run: ifHawk(run) }
}

function ifHawk(run: Check['run']): Check['run'] {
  return async (probe) => (probe.authentication.type === 'hawk' ? run(probe) : skip('the feed is not read with Hawk'))
}

/** Skips a feed that anybody may read. */
function ifClosed(run: Check['run']): Check['run'] {
  return async (probe) => {
    if (probe.authentication.type !== 'none') return run(probe)
    return skip('no credentials were given: the feed is open')
  }
}

async function refused(probe: Probe, authorization: string, todo: string): Promise<Finding> {
  const { status } = await probe.request({ authorization })
  return status === 401 ? pass() : fail(`status ${status}`, todo)
}

/** A Hawk signature of a GET of the seed, with one thing different. */
async function sign(
  probe: Probe,
  { url = probe.seed, body = '', seconds = 0 }: { url?: string; body?: string; seconds?: number },
): Promise<string> {
  if (probe.authentication.type !== 'hawk') return ''
  const timestampSeconds = Math.floor(probe.now() / 1000) + seconds
  const signed = await signRequest({ method: 'GET', url, body }, probe.authentication.credentials, { timestampSeconds })
  return signed.authorization
}

/** Headers with a wrong key, an unknown id, and nothing that makes sense. */
async function wrongAuthorizations({ authentication, seed, now }: Probe): Promise<string[]> {
  const request = { method: 'GET', url: seed, now: now() }
  const wrong = wrongCredentials(authentication)
  const unknown =
    wrong.type === 'hawk'
      ? { ...wrong, credentials: { ...wrong.credentials, id: `nobody-${Math.trunc(now())}` } }
      : wrong
  const made = [await authorizationFor(wrong, request), await authorizationFor(unknown, request)]
  return made.filter((header) => header !== undefined)
}
