import { SaxesParser } from 'saxes'

export interface XmlElement {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: XmlElement[]
  text: string
}

const atom = 'http://www.w3.org/2005/Atom'
const history = 'http://purl.org/syndication/history/1.0'

/** Parses XML; names are `{namespace}local`, without the namespace for Atom's own. Throws where it is not well-formed. */
export function parseXml(xml: string): XmlElement {
  const parser = new SaxesParser({ xmlns: true })
  const root: XmlElement = { name: '', attributes: {}, children: [], text: '' }
  const open = [root]
  parser.on('error', (error) => {
    throw error
  })
  parser.on('doctype', () => {
    throw new Error('has a DOCTYPE')
  })
  parser.on('opentag', ({ uri, local, attributes }) => {
    const name = uri === atom ? local : uri === history ? `fh:${local}` : `{${uri}}${local}`
    const values = Object.fromEntries(Object.entries(attributes).map(([key, { value }]) => [key, value]))
    const element: XmlElement = { name, attributes: values, children: [], text: '' }
    open.at(-1)?.children.push(element)
    open.push(element)
  })
  parser.on('text', (text) => {
    const element = open.at(-1)
    if (element) element.text += text
  })
  parser.on('closetag', () => void open.pop())
  parser.write(xml).close()
  return root.children[0] as XmlElement
}

/** All children of a name. */
export function childrenOf({ children }: XmlElement, name: string): XmlElement[] {
  return children.filter((child) => child.name === name)
}

/** The links of a document or entry by their relation. */
export function linksOf(element: XmlElement): Record<string, string> {
  return Object.fromEntries(
    childrenOf(element, 'link').map(({ attributes }) => [attributes.rel ?? 'alternate', attributes.href ?? '']),
  )
}

const rfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/
const iri = /^[a-z][a-z\d+.-]*:\S+$/i

/** What a feed validator would say of a document: the rules of RFC 4287 §3 and §4 and RFC 5005 that can be broken here. */
export function atomFaults(feed: XmlElement): string[] {
  const faults: string[] = []
  const must = (holds: boolean, fault: string) => void (holds || faults.push(fault))
  must(feed.name === 'feed', 'the root is no atom:feed')
  checkCommon(feed, 'feed')
  must(childrenOf(feed, 'author').length > 0, 'the feed has no author')
  for (const author of childrenOf(feed, 'author')) {
    must(childrenOf(author, 'name').filter(({ text }) => text.trim() !== '').length === 1, 'an author has no name')
  }
  must(linksOf(feed).self !== undefined, 'the feed has no link to itself')
  const isArchive = childrenOf(feed, 'fh:archive').length > 0
  must(!isArchive || linksOf(feed).current !== undefined, 'an archive does not link to the current document')
  const firstEntry = feed.children.findIndex(({ name }) => name === 'entry')
  const after = firstEntry < 0 ? [] : feed.children.slice(firstEntry)
  must(
    after.every(({ name }) => name === 'entry'),
    'metadata follows entries',
  )
  const seen = new Set<string>()
  for (const entry of childrenOf(feed, 'entry')) {
    checkCommon(entry, 'entry')
    const [id = { text: '' }] = childrenOf(entry, 'id')
    const [updated = { text: '' }] = childrenOf(entry, 'updated')
    must(!seen.has(`${id.text} ${updated.text}`), `two entries are "${id.text}" of the same time`)
    seen.add(`${id.text} ${updated.text}`)
    const [content, second] = childrenOf(entry, 'content')
    const [summary] = childrenOf(entry, 'summary')
    must(second === undefined, 'an entry has two contents')
    must(content !== undefined || linksOf(entry).alternate !== undefined, 'an entry has neither content nor alternate')
    for (const { text, attributes } of childrenOf(entry, 'published')) {
      must(rfc3339.test(text) && Object.keys(attributes).length === 0, `published is "${text}"`)
    }
    if (content && !/^(text|html|xhtml|text\/.*|.*[+/]xml)$/.test(content.attributes.type ?? 'text')) {
      must(/^(?:[A-Za-z\d+/]{4})*(?:[A-Za-z\d+/]{2}==|[A-Za-z\d+/]{3}=)?$/.test(content.text), 'content is no base64')
      must(summary !== undefined, 'an entry with content in base64 has no summary')
    }
  }
  return faults

  function checkCommon(element: XmlElement, what: string): void {
    for (const name of ['id', 'title', 'updated']) {
      must(childrenOf(element, name).length === 1, `${what} has ${childrenOf(element, name).length} ${name}`)
    }
    for (const { text } of childrenOf(element, 'id')) must(iri.test(text), `the id of ${what} is "${text}", no IRI`)
    for (const { text } of childrenOf(element, 'updated')) must(rfc3339.test(text), `updated of ${what} is "${text}"`)
    for (const { attributes } of childrenOf(element, 'category')) must(!!attributes.term, 'a category has no term')
    const pairs = childrenOf(element, 'link').map(({ attributes }) => `${attributes.rel} ${attributes.type}`)
    must(new Set(pairs).size === pairs.length, `${what} has two links of one kind`)
    for (const { attributes } of childrenOf(element, 'link')) {
      must(/^https?:\/\/\S+$/.test(attributes.href ?? ''), `a link of ${what} leads to "${attributes.href}"`)
    }
    for (const name of ['title', 'summary']) {
      for (const { attributes, children } of childrenOf(element, name)) {
        must(['text', 'html', undefined].includes(attributes.type) && children.length === 0, `${name} of ${what}`)
      }
    }
  }
}
