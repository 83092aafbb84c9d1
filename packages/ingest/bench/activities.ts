const words = 'trade fair export company visit market service order advice region sector meeting report event'.split(
  ' ',
)

/** One activity of about 1.3 KB, different for each number, the same on every call. */
export function activityText(n: number): string {
  const word = (k: number) => words[(n * 7 + k * 13) % words.length] as string
  const sentence = (k: number) => Array.from({ length: 12 }, (_, w) => word(k + w)).join(' ')
  return JSON.stringify({
    id: `dit:bench:Event:${n}:Create`,
    type: 'Create',
    published: new Date(1_700_000_000_000 + n * 1000).toISOString(),
    'dit:application': 'bench',
    generator: { name: 'bench', type: 'Application' },
    actor: {
      id: `dit:bench:Company:${n % 997}`,
      type: ['Organization', 'dit:Company'],
      name: `${word(1)} ${word(2)} Ltd`,
    },
    object: objectOf(n, sentence),
  })
}

/** What that activity is about. */
export function objectText(n: number): string {
  return JSON.stringify((JSON.parse(activityText(n)) as { object: unknown }).object)
}

function objectOf(n: number, sentence: (k: number) => string): object {
  return {
    id: `dit:bench:Event:${n}`,
    type: ['Document', 'dit:bench:Event'],
    name: sentence(0),
    content: Array.from({ length: 6 }, (_, k) => `${sentence(k)}.`).join(' '),
    keywords: sentence(9),
    url: `https://bench.example/events/${n}`,
    startTime: '2026-01-01T10:00:00Z',
    endTime: '2026-01-01T12:00:00Z',
    attributedTo: { id: `dit:bench:Service:${n % 13}`, type: 'dit:Service' },
    'dit:public': n % 2 === 0,
    'dit:status': 'published',
  }
}
