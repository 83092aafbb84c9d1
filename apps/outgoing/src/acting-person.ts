const printable = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]{1,200}$/u

/**
 * Reads the header `X-Acting-Person`: who has something done, as the console knows them. Header values arrive as Latin-1;
 * one whose bytes are UTF-8 is read as that.
 *
 * @returns `unknown` where there is none, `undefined` where it is not at most 200 printable characters.
 */
export function actingPerson(header: string | undefined): string | undefined {
  if (header === undefined) return 'unknown'
  const person = decode(header).trim()
  return printable.test(person) ? person : undefined
}

function decode(header: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(header, 'latin1'))
  } catch {
    return header
  }
}
