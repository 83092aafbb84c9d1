const secretName = /SECRET|TOKEN|PASSWORD|ACCESS_KEY|API_KEY|API_EMAIL/
const urlPassword = /:\/\/[^:@/\s"]*:([^@/\s"]+)@/g

/** Shorter ones are part of ordinary words. */
const MIN_SECRET_LENGTH = 4

/**
 * Makes a function that takes out of a text what must not leave the organisation: every value of the environment that
 * is a secret by its variable's name or is a password in a URL, and the credentials and queries of URLs.
 *
 * @example redactor({ ADMIN_TOKEN: 'hunter22' })('hunter22 at http://u:p@x/a?b=c') // '[removed] at http://x/a?…'
 */
export function redactor(env: Readonly<Record<string, string | undefined>>): (text: string) => string {
  const secrets = new Set<string>()
  for (const [name, value = ''] of Object.entries(env)) {
    if (secretName.test(name)) secrets.add(value)
    for (const [, password = ''] of value.matchAll(urlPassword)) {
      secrets.add(password)
      secrets.add(decoded(password))
    }
  }
  // the longest first: one may be part of another
  const known = [...secrets].filter(({ length }) => length >= MIN_SECRET_LENGTH).sort((a, b) => b.length - a.length)
  return (text) =>
    known
      .reduce((rest, secret) => rest.replaceAll(secret, '[removed]'), text)
      .replace(/(:\/\/)[^/\s"@]*@/g, '$1')
      .replace(/(\w+:\/\/[^\s"?]*)\?[^\s"]*/g, '$1?…')
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
