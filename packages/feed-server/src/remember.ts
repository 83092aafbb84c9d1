export interface RememberOptions {
  /** Most texts remembered; beyond it the oldest is forgotten. */
  readonly max: number
  /** Longer texts are not remembered: callers write them. */
  readonly maxLength: number
}

/** The same function, which is asked once about a text that comes again and again, such as a header's value. */
export function remember<T>(make: (text: string) => T, { max, maxLength }: RememberOptions): (text: string) => T {
  const known = new Map<string, T>()
  return (text) => {
    const made = known.get(text)
    if (made !== undefined || known.has(text)) return made as T
    const fresh = make(text)
    if (text.length > maxLength) return fresh
    const [oldest] = known.size >= max ? known.keys() : []
    if (oldest !== undefined) known.delete(oldest)
    known.set(text, fresh)
    return fresh
  }
}
