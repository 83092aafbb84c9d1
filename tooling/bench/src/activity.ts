const words = 'trade fair export company visit market service order advice region sector meeting report event'.split(
  ' ',
)

/** One activity of about 1 KB as JSON, the same on every call. */
export function activityOf(feed: string, n: number) {
  const sentence = (k: number) =>
    Array.from({ length: 12 }, (_, w) => words[(n * 7 + k * 13 + w) % words.length]).join(' ')
  const id = `bench:${feed}:${n}`
  return {
    id: `${id}:Create`,
    type: 'Create',
    published: new Date(1_700_000_000_000 + n * 1_000).toISOString(),
    generator: { name: 'bench' },
    actor: { id: `bench:company:${n % 997}`, type: ['Organization', 'dit:Company'] },
    object: {
      id,
      type: ['Document', 'bench:Event'],
      name: sentence(0),
      content: Array.from({ length: 6 }, (_, k) => sentence(k)).join('. '),
      url: `https://bench.example/${n}`,
    },
  }
}
