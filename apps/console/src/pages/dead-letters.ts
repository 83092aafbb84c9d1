import { createHash } from 'node:crypto'
import { html } from 'hono/html'
import type { DeadLetter } from '../outgoing/wire.ts'
import type { Html } from './html.ts'
import { pageLink } from './page-link.ts'
import { prettyJson } from './pretty-json.ts'
import { formatBytes } from './quantity.ts'
import { timeElement } from './time-element.ts'

/** A page of them has to stay readable: so many characters of each are shown. */
const MAX_SHOWN = 20_000

/** Documents that were refused, each with why, where it was, and what it is. */
export function deadLetterList(letters: readonly DeadLetter[], now: number): Html {
  if (letters.length === 0)
    return html`<p class="pad"><span class="absent">None: everything that was read is searchable.</span></p>`
  return html`<ul class="documents">${letters.map((letter) => deadLetter(letter, now))}</ul>`
}

function deadLetter(
  { key, id, alias, url, reason, body, bytes, firstAt, lastAt, ingest }: DeadLetter,
  now: number,
): Html {
  const name = createHash('sha256').update(key).digest('hex').slice(0, 16)
  const isCut = body.length > MAX_SHOWN || Buffer.byteLength(body) < bytes
  return html`<li><p class="document-name">${id ?? 'A record without an id'}</p>
<p class="reason">${reason}</p>
<p class="meta"><span>refused ${timeElement(lastAt, now)}</span>${firstAt === lastAt ? '' : html`<span>first ${timeElement(firstAt, now)}</span>`}${alias ? html`<span>${alias}</span>` : ''}${ingest ? html`<span>${ingest === 'full' ? 'by a pass' : 'by the tail'}</span>` : ''}<span>${formatBytes(bytes)}</span></p>
<p class="meta"><span>Page ${pageLink(url)}</span></p>
${body === '' ? '' : html`<details id="letter-${name}"><summary>Document</summary><pre tabindex="0">${prettyJson(body.slice(0, MAX_SHOWN))}</pre>${isCut ? html`<p class="reason">Only its beginning is shown.</p>` : ''}</details>`}</li>`
}
