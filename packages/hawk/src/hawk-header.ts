/** Longest header that is looked at, in bytes. */
export const maxHeaderBytes = 4096

const requestAttributes = ['id', 'ts', 'nonce', 'hash', 'ext', 'mac', 'app', 'dlg'] as const
const responseAttributes = ['mac', 'hash', 'ext'] as const

/** What an `Authorization` header may say. */
export type RequestAttributes = { [Name in (typeof requestAttributes)[number]]?: string | undefined }
/** What a `Server-Authorization` header may say. */
export type ResponseAttributes = { [Name in (typeof responseAttributes)[number]]?: string | undefined }

/** Reads `Hawk id="…", ts="…", …`; `undefined` when it is not exactly that. */
export function parseRequestHeader(header: string): RequestAttributes | undefined {
  return parseAttributes(header, requestAttributes)
}

/** Reads `Hawk mac="…", hash="…", ext="…"`; `undefined` when it is not exactly that. */
export function parseResponseHeader(header: string): ResponseAttributes | undefined {
  return parseAttributes(header, responseAttributes)
}

/** Writes `Hawk name="value", …`, leaving out what is undefined or empty. Values must pass `isHeaderText()`. */
export function formatHawkHeader(attributes: RequestAttributes): string {
  const parts = Object.entries(attributes).flatMap(([name, value]) =>
    value ? [`${name}="${value.replace(/["\\]/g, '\\$&')}"`] : [],
  )
  return `Hawk ${parts.join(', ')}`
}

/** True for text that a quoted header attribute can carry: printable ASCII, at least one character. */
export function isHeaderText(text: string): boolean {
  return /^[\x20-\x7e]+$/.test(text)
}

function parseAttributes<Name extends string>(
  header: string,
  names: readonly Name[],
): Partial<Record<Name, string>> | undefined {
  if (header.length > maxHeaderBytes) return undefined
  const scheme = /^hawk[ \t]+/i.exec(header)
  if (!scheme) return undefined

  const attributes: Partial<Record<Name, string>> = {}
  // printable ASCII in quotes; \" and \\ only as pairs, so that each character has one reading
  const attribute = /([a-z]+)="((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])+)"[ \t]*(,[ \t]*)?/y
  attribute.lastIndex = scheme[0].length
  for (;;) {
    const match = attribute.exec(header)
    if (!match) return undefined
    const name = names.find((known) => known === match[1])
    if (name === undefined || attributes[name] !== undefined) return undefined
    attributes[name] = match[2]?.replace(/\\(.)/g, '$1')
    const atEnd = attribute.lastIndex === header.length
    if (match[3] === undefined) return atEnd ? attributes : undefined
  }
}
