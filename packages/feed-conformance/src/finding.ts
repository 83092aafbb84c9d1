/** What a check found. */
export type Finding =
  | { readonly result: 'pass'; readonly seen?: string }
  | { readonly result: 'fail'; readonly seen: string; readonly todo: string }
  | { readonly result: 'skip'; readonly reason: string }

/** The rule is kept. */
export function pass(seen?: string): Finding {
  return { result: 'pass', ...(seen !== undefined && { seen }) }
}

/**
 * The rule is broken.
 *
 * @param seen What was seen, in a few words.
 * @param todo What to do about it.
 */
export function fail(seen: string, todo: string): Finding {
  return { result: 'fail', seen, todo }
}

/** The rule could not be looked at. */
export function skip(reason: string): Finding {
  return { result: 'skip', reason }
}

const maxQuoted = 200

/** Quotes what a stranger sent: cut to a length, escapes for control characters. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > maxQuoted ? `${text.slice(0, maxQuoted)}…` : text)
}
