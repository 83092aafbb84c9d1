/** Documents in the forms that the examples of Activity Streams 2.0 Core show: each is valid. */
export const coreDocuments: Readonly<Record<string, object>> = {
  'a minimal activity (Core, example 1)': {
    '@context': 'https://www.w3.org/ns/activitystreams',
    summary: 'Mair wrote a letter',
    type: 'Create',
    actor: 'http://people.example/mair',
    object: 'http://letters.example/1',
  },
  'an activity with a bit more (Core, example 2)': {
    '@context': 'https://www.w3.org/ns/activitystreams',
    summary: 'Mair added an article to her blog',
    type: 'Add',
    published: '2026-02-10T15:04:55Z',
    actor: {
      type: 'Person',
      id: 'http://people.example/mair',
      name: 'Mair Huws',
      url: 'http://people.example/mair.html',
      image: { type: 'Link', href: 'http://people.example/mair.jpg', mediaType: 'image/jpeg' },
    },
    object: { id: 'http://blog.example/abc', type: 'Article', url: 'http://blog.example/abc.html', name: 'Why swim?' },
    target: { id: 'http://blog.example/', type: 'OrderedCollection', name: "Mair's Blog" },
  },
  'an extended activity in a collection (Core, example 3)': {
    '@context': 'https://www.w3.org/ns/activitystreams',
    summary: "Mair's recent activities",
    type: 'Collection',
    totalItems: 1,
    items: [
      {
        type: 'Add',
        published: '2026-02-10T15:04:55Z',
        generator: 'http://programs.example/photos',
        nameMap: { en: 'Mair added an image to her album.', ga: 'Chuir Mair íomhá leis an albam.' },
        actor: {
          type: 'Person',
          id: 'http://people.example/mair',
          image: {
            type: 'Link',
            href: 'http://people.example/mair.jpg',
            mediaType: 'image/jpeg',
            width: 250,
            height: 250,
          },
        },
        object: {
          name: 'The cat',
          type: 'Image',
          id: 'http://album.example/cat',
          preview: { type: 'Link', href: 'http://album.example/cat_small.jpg', mediaType: 'image/jpeg' },
          url: [
            { type: 'Link', href: 'http://album.example/cat.jpg', mediaType: 'image/jpeg' },
            { type: 'Link', href: 'http://album.example/cat.png', mediaType: 'image/png' },
          ],
        },
        target: {
          type: 'Collection',
          id: 'http://album.example/',
          nameMap: { en: 'Photographs', ga: 'Grianghraif' },
          image: { type: 'Link', href: 'http://album.example/small.jpg', mediaType: 'image/jpeg' },
        },
      },
    ],
  },
  'an object whose type is a word of another vocabulary': {
    '@context': 'https://www.w3.org/ns/activitystreams',
    id: 'http://notes.example/foo',
    type: 'http://vocabulary.example/Note',
  },
  'several types, one of another vocabulary': {
    '@context': ['https://www.w3.org/ns/activitystreams', { gr: 'http://purl.org/goodrelations/v1#' }],
    type: ['Place', 'gr:Location'],
    name: 'The Anchor',
    longitude: -4.08,
    latitude: 52.41,
    'gr:category': 'restaurants/fish',
  },
  'several types of the vocabulary': {
    type: ['Note', 'Event'],
    id: 'http://notes.example/2',
    startTime: '2026-05-01T10:00Z',
  },
  'the context as an object': {
    '@context': {
      '@vocab': 'https://www.w3.org/ns/activitystreams',
      ext: 'https://extensions.example/terms/',
      '@language': 'en',
    },
    summary: 'A note',
    type: 'Note',
    content: 'My dog has fleas.',
  },
  'the context in a list': {
    '@context': ['https://www.w3.org/ns/activitystreams', { css: 'http://www.w3.org/ns/oa#styledBy' }],
    type: 'Note',
    content: 'My dog has fleas.',
    'css:styledBy': 'http://styles.example/1.css',
  },
  'the context with an empty object': { '@context': ['http://www.w3.org/ns/activitystreams', {}] },
  'the context in its long spelling': { '@context': 'http://www.w3.org/ns/activitystreams#', type: 'Note' },
  'nothing but a context': { '@context': 'http://www.w3.org/ns/activitystreams' },
  'nothing but an id': { '@context': 'http://www.w3.org/ns/activitystreams', id: 'http://notes.example/1' },
  'no context at all': { type: 'Note', content: 'x' },
  'an image by its IRI': {
    type: 'Application',
    id: 'http://programs.example/1',
    image: 'http://programs.example/1.png',
  },
  'an image by a link': {
    type: 'Application',
    image: { type: 'Link', href: 'http://programs.example/1.png', mediaType: 'image/png' },
  },
  'images by both': {
    type: 'Application',
    image: [
      'http://programs.example/1.gif',
      { type: 'Link', href: 'http://programs.example/1.png', mediaType: 'image/png', rel: 'thumbnail' },
    ],
  },
  'a name in several languages': {
    type: 'Object',
    nameMap: { en: 'This is the title', fr: "C'est le titre", sp: 'Este es el título', 'zh-Hans': '标题' },
  },
  'an actor of two vocabularies': {
    '@context': ['http://www.w3.org/ns/activitystreams', { vcard: 'http://www.w3.org/2006/vcard/ns#' }],
    type: 'Create',
    actor: { type: ['Person', 'vcard:Individual'], id: 'http://people.example/mair', 'vcard:given-name': 'Mair' },
    object: { type: 'Note', content: 'This is a simple note' },
  },
  'an activity of two vocabularies': {
    type: ['Like', 'http://schema.org/LikeAction'],
    actor: 'http://people.example/huw',
    object: 'http://notes.example/1',
    published: '2026-09-30T12:34:56Z',
  },
  'a collection with its first page inside': {
    type: 'Collection',
    id: 'http://people.example/mair/activities',
    totalItems: 10,
    first: {
      type: 'CollectionPage',
      id: 'http://people.example/mair/activities?page=1',
      partOf: 'http://people.example/mair/activities',
      next: 'http://people.example/mair/activities?page=2',
      items: [{ type: 'Create', actor: 'http://people.example/mair', object: 'http://notes.example/1' }],
    },
  },
  'an ordered collection': {
    type: 'OrderedCollection',
    totalItems: 2,
    orderedItems: [
      { type: 'Create', actor: 'http://people.example/mair', object: 'http://notes.example/1' },
      { type: 'Like', actor: 'http://people.example/huw', object: 'http://notes.example/1' },
    ],
  },
  'an ordered collection with its first page inside': {
    type: 'OrderedCollection',
    totalItems: 10,
    first: { type: 'OrderedCollectionPage', partOf: 'http://x.example/', orderedItems: [{ type: 'Note' }] },
  },
  'something measured in another vocabulary': {
    '@context': ['https://www.w3.org/ns/activitystreams', { gsp: 'http://www.opengis.net/ont/geosparql' }],
    summary: 'A polygon',
    type: 'gsp:Geometry',
    'gsp:asWKT': 'Polygon((100.0, 0.0, 101.0, 0.0, 101.0, 1.0, 100.0, 0.0))',
  },
  'a history of two more vocabularies': {
    '@context': [
      'https://www.w3.org/ns/activitystreams',
      { prov: 'http://www.w3.org/ns/prov#', 'oa:created': { '@id': 'oa:created', '@type': 'xsd:dateTime' } },
    ],
    type: 'Collection',
    items: [
      { id: 'http://x.example/a/1', type: ['Create', 'prov:Activity'], object: { type: ['Note', 'prov:Entity'] } },
      {
        id: 'http://x.example/a/2',
        type: ['Update', 'prov:Activity', 'oa:Annotate'],
        'oa:hasTarget': 'http://x.example/1',
      },
    ],
  },
  'an activity of the kind before it, translated': {
    type: 'http://verbs.example/post',
    object: { type: 'http://types.example/bookmark', 'http://types.example/targetUrl': 'http://x.example/' },
  },
  'null for what is not there': { type: 'Note', name: null, attributedTo: null, published: null, nameMap: null },
}
