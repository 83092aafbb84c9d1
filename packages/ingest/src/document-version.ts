/** Gives each document it is called for a version: decimal digits, growing with each call. */
export type NextVersion = () => string

/** A process that indexes 30,000 documents a second takes a year to use these up. */
const SEQUENCE_DIGITS = 12

/**
 * Versions in the order in which pages are fetched, whoever writes them first: `{token}{sequence}`. A later holder of
 * the feed has a greater token, so that whatever an earlier one still writes is older.
 *
 * @param token At most 9,223,371: a version is a signed 64-bit integer.
 * @example versionsOf(7)() // '7000000000000'
 */
export function versionsOf(token: number): NextVersion {
  let sequence = 0
  return () => {
    const version = `${token}${String(sequence).padStart(SEQUENCE_DIGITS, '0')}`
    sequence += 1
    return version
  }
}
