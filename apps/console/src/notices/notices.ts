import { LoginError } from '../login/errors.ts'
import type { ActionRefusal } from '../security/guard-actions.ts'
import type { Notice } from './notice-page.ts'

const home = [{ text: 'All feeds', href: '/' }]

/** Why an action was not carried out. */
export const refusalNotices: Readonly<Record<ActionRefusal, Notice>> = {
  'cross-site': {
    title: 'Nothing was done',
    sentences: ['This request came from another site. If you meant it, do it here.'],
    links: home,
  },
  'csrf-token': {
    title: 'Nothing was done',
    sentences: ['The page that you acted on is from another session. Open it again and try once more.'],
    links: home,
  },
  role: {
    title: 'Nothing was done',
    sentences: ['Your role lets you look only. Whoever runs the Activity Stream can make you an operator.'],
    links: home,
  },
}

/** What to say when a request could not be answered, and with which status. */
export function failureNotice(error: unknown): Notice & { readonly status: 400 | 403 | 500 | 503 } {
  if (error instanceof LoginError) {
    const status = { login_unavailable: 503, login_refused: 403, login_stale: 400 } as const
    const links = [{ text: 'Log in again', href: '/login' }]
    return { status: status[error.code], title: 'You could not be logged in', sentences: [`${error.message}.`], links }
  }
  if (isOfRedis(error)) {
    const sentences = [
      'Redis, where the console keeps sessions, does not answer: nobody can be told from anybody else.',
      'The console goes on trying. Ingest and searches do not depend on the console.',
    ]
    return { status: 503, title: 'Redis is down', sentences, links: [{ text: 'Try again', href: '/' }] }
  }
  const sentences = ["The console's log says why."]
  return { status: 500, title: 'Something went wrong', sentences, links: home }
}

/** ioredis refuses commands at once while there is no connection, and has no error class of its own for it. */
function isOfRedis(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  return (
    error.name === 'MaxRetriesPerRequestError' ||
    /^(Stream isn't writeable|Connection is closed|Command timed out)/.test(error.message)
  )
}
