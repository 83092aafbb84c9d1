/**
 * The seconds of `wait` in a Prefer header: how long the caller would rather wait than be told that nothing is new.
 * RFC 7240 §2 and §4.3. Of several the first counts.
 *
 * @returns `undefined` where there is none, or none that makes sense.
 */
export function preferredWait(prefer: string | null): number | undefined {
  if (prefer === null || prefer.length > 1024) return undefined
  for (const preference of prefer.split(',')) {
    const [, name, value] = /^\s*([^\s=;]+)\s*(?:=\s*([^;]*?)\s*)?(?:;.*)?$/.exec(preference) ?? []
    if (name?.toLowerCase() !== 'wait') continue
    const digits = /^(?:(\d{1,9})|"(\d{1,9})")$/.exec(value ?? '')
    const seconds = Number(digits?.[1] ?? digits?.[2] ?? 0)
    return seconds > 0 ? seconds : undefined
  }
  return undefined
}
