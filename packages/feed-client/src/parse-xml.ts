import { isUtf8 } from 'node:buffer'
import { SaxesParser } from 'saxes'
import { DoctypeRefusedError, NestingTooDeepError, NotUtf8Error, NotXmlError } from './page-errors.ts'
import type { PageContext } from './source-format.ts'

/** An element's start tag, its name resolved. */
export interface XmlElement {
  /** Its namespace, empty for none. */
  readonly namespace: string
  /** Its name without prefix. */
  readonly name: string
  /** Those without a namespace. */
  readonly attributes: Readonly<Record<string, string | undefined>>
  /** What relative links in it refer to (`xml:base`, else the page's URL). */
  readonly base: string
}

/** What becomes of an element. */
export interface XmlReader {
  /** @returns What becomes of an element within this one; undefined: nothing. */
  child?(element: XmlElement): XmlReader | undefined
  /**
   * @param text The text in it, but not in elements within it.
   * @param markup All that is written between its tags.
   */
  end?(text: string, markup: string): void
}

const defaultMaxNesting = 500

/**
 * Reads a body as one XML document, an element at a time; no tree of it is kept. No DOCTYPE, hence no entities but the
 * five of XML itself; nothing is ever fetched.
 *
 * @param root Its `child` gets the root element.
 * @throws {NotUtf8Error} @throws {NotXmlError} @throws {DoctypeRefusedError} @throws {NestingTooDeepError}
 */
export function parseXml(body: Uint8Array, context: PageContext, root: XmlReader): void {
  const { url } = context
  if (!isUtf8(body)) throw new NotUtf8Error(url)
  const document = new TextDecoder().decode(body)
  const start = document.slice(0, 200).trim()
  if (/^<(!doctype html|html)/i.test(start)) throw new NotXmlError(url, 'HTML')
  if (body.length === 0) throw new NotXmlError(url, 'an empty body')
  if (!start.startsWith('<')) throw new NotXmlError(url, `${body.length} bytes of something else`)
  try {
    run(document, context, root)
  } catch (error) {
    // without cause: the parser quotes names of the body in its message
    if (error instanceof MalformedError) throw new NotXmlError(url, `${body.length} bytes that are wrong or cut off`)
    throw error
  }
}

class MalformedError extends Error {}

const ignored: XmlReader = {}

interface Open {
  readonly reader: XmlReader
  readonly base: string
  /** Where the start tag ends. */
  readonly start: number
  text: string
}

function run(document: string, { url, base = url, maxNesting = defaultMaxNesting }: PageContext, root: XmlReader) {
  const parser = new SaxesParser({ xmlns: true, position: false })
  const open: Open[] = [{ reader: root, base, start: 0, text: '' }]
  parser.on('error', () => {
    throw new MalformedError()
  })
  parser.on('doctype', () => {
    throw new DoctypeRefusedError(url)
  })
  parser.on('xmldecl', ({ encoding = 'UTF-8' }) => {
    if (!/^(utf-?8|us-ascii)$/i.test(encoding)) throw new NotUtf8Error(url)
  })
  parser.on('opentag', ({ uri: namespace, local: name, attributes: written }) => {
    if (open.length > maxNesting) throw new NestingTooDeepError(url, maxNesting)
    const parent = open.at(-1) as Open
    const attributes: Record<string, string> = Object.create(null)
    let { base } = parent
    for (const { name: full, uri, local, value } of Object.values(written)) {
      if (uri === '') attributes[local] = value
      else if (full === 'xml:base') base = URL.parse(value, parent.base)?.href ?? parent.base
    }
    const reader = parent.reader.child?.({ namespace, name, attributes, base }) ?? ignored
    open.push({ reader, base, start: parser.position, text: '' })
  })
  const text = (found: string) => {
    const top = open.at(-1) as Open
    if (top.reader.end) top.text += found
  }
  parser.on('text', text)
  parser.on('cdata', text)
  parser.on('closetag', ({ isSelfClosing }) => {
    const closed = open.pop() as Open
    if (!closed.reader.end) return
    const end = isSelfClosing ? closed.start : document.lastIndexOf('</', parser.position - 1)
    closed.reader.end(closed.text, document.slice(closed.start, end))
  })
  parser.write(document).close()
}
