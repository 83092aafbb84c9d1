import { weightedHeader } from './weighted-header.ts'

/** What a page looks like. The first is served unless another is asked for. */
export const representations = ['collection', 'as2', 'atom'] as const

export type Representation = (typeof representations)[number]

/** The Content-Type of each. Collectors written before there was more than one look for the first. */
export const contentTypes: Readonly<Record<Representation, string>> = {
  collection: 'application/json; charset=utf-8',
  as2: 'application/activity+json; charset=utf-8',
  atom: 'application/atom+xml; charset=utf-8',
}

/** The media types that ask for each by the Accept header. */
const asked: Readonly<Record<Representation, readonly string[]>> = {
  collection: ['application/json', 'application/*', '*/*'],
  as2: ['application/activity+json', 'application/ld+json'],
  atom: ['application/atom+xml'],
}

/**
 * The representation that an Accept header likes best; of equals the first, which is also served to who accepts none.
 * RFC 9110 §12.5.1.
 */
export function chooseRepresentation(accept: string | null): Representation {
  if (accept === null || accept === '*/*') return representations[0]
  const weights = weightedHeader(accept)
  let best: Representation = representations[0]
  let bestWeight = 0
  for (const representation of representations) {
    const named = asked[representation].map((type) => weights.get(type)).find((weight) => weight !== undefined)
    if (named !== undefined && named > bestWeight) [best, bestWeight] = [representation, named]
  }
  return best
}

export function isRepresentation(name: string): name is Representation {
  return representations.some((representation) => representation === name)
}
