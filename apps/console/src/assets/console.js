// What makes the console's pages live. Every page can be read, and every form sent, without it.

const stream = document.body.dataset.stream
const refreshSeconds = Number(document.body.dataset.refresh)
const pulse = document.querySelector('[data-pulse]')

/** The same words as the server's relativeTime(). */
function relativeTime(at, now) {
  const seconds = Math.round(Math.abs(now - at) / 1000)
  if (seconds < 1) return 'now'
  const [size, name] = [
    [86_400, 'd'],
    [3600, 'h'],
    [60, 'min'],
    [1, 's'],
  ].find(([unit]) => seconds >= unit)
  const amount = `${Math.floor(seconds / size)} ${name}`
  return at > now ? `in ${amount}` : `${amount} ago`
}

function tellTimes(within) {
  const now = Date.now()
  for (const element of within.querySelectorAll('time[datetime]')) {
    const text = relativeTime(Date.parse(element.dateTime), now)
    if (element.textContent !== text) element.textContent = text
  }
}

function say(text, isOff) {
  if (!pulse) return
  pulse.hidden = false
  pulse.classList.toggle('pulse-off', isOff)
  if (pulse.textContent !== text) pulse.textContent = text
}

/** Cells by feed and name; looked up once, as a page has thousands. */
let cells
function cellsOf(feed, name) {
  if (!cells) {
    cells = new Map()
    for (const element of document.querySelectorAll('[data-cell]')) {
      const key = `${element.dataset.cell} ${element.dataset.feed}`
      cells.set(key, [...(cells.get(key) ?? []), element])
    }
  }
  return cells.get(`${name} ${feed}`) ?? []
}

/** Fetches the page anew and replaces what is marked `data-live`, where it changed. */
let refreshing
function refresh() {
  refreshing ??= (async () => {
    try {
      const url = new URL(location.href)
      url.searchParams.delete('done')
      const response = await fetch(url, { headers: { accept: 'text/html' } })
      // to log in again, most likely
      if (response.redirected) return location.reload()
      if (!response.ok) throw new Error(`status ${response.status}`)
      const next = new DOMParser().parseFromString(await response.text(), 'text/html')
      for (const element of document.querySelectorAll('[data-live]')) {
        const fresh = next.getElementById(element.id)
        if (!fresh) continue
        keepOpen(element, fresh)
        if (element.innerHTML !== fresh.innerHTML)
          keepFocus(element, () => element.replaceChildren(...fresh.childNodes))
      }
      cells = undefined
      tellTimes(document)
      say('Live', false)
    } catch {
      say('Reconnecting', true)
    } finally {
      refreshing = undefined
    }
  })()
  return refreshing
}

/** What somebody has unfolded stays so. */
function keepOpen(element, fresh) {
  const open = element.querySelectorAll('details[open][id]')
  for (const { id } of open) fresh.querySelector(`#${CSS.escape(id)}`)?.setAttribute('open', '')
}

/** Whoever reads by keyboard stays where they were, or goes to the page's beginning where that is gone. */
function keepFocus(element, change) {
  const focused = document.activeElement
  if (!element.contains(focused)) return change()
  const alike = () => [...element.querySelectorAll(focused.localName)]
  const place = alike().indexOf(focused)
  change()
  const now = alike()[place] ?? document.getElementById('main')
  now.focus({ preventScroll: true })
}

function reorder(order) {
  const rows = document.querySelector('[data-rows]')
  if (!rows) return
  const known = new Map([...rows.children].map((row) => [row.dataset.row, row]))
  if (order.length !== known.size || order.some((feed) => !known.has(feed))) return void refresh()
  const focused = document.activeElement
  for (const [place, feed] of order.entries()) {
    const row = known.get(feed)
    if (rows.children[place] !== row) rows.insertBefore(row, rows.children[place])
  }
  if (focused !== document.activeElement && rows.contains(focused)) focused.focus({ preventScroll: true })
}

function apply({ cells: changed, order }) {
  for (const [feed, parts] of Object.entries(changed)) {
    for (const [name, markup] of Object.entries(parts)) {
      for (const element of cellsOf(feed, name)) {
        if (name === 'revision') {
          if (element.textContent !== markup) void refresh()
          element.textContent = markup
          continue
        }
        keepFocus(element, () => {
          element.innerHTML = markup
        })
        tellTimes(element)
      }
    }
  }
  if (order) reorder(order)
}

/** Where changes come from. Not while the page is hidden: a browser has few connections for all its tabs together. */
let source
function follow() {
  source?.close()
  source = undefined
  if (document.visibilityState === 'hidden') return
  source = new EventSource(stream)
  source.addEventListener('open', () => say('Live', false))
  source.addEventListener('message', ({ data }) => apply(JSON.parse(data)))
  source.addEventListener('error', ({ target }) => {
    say('Reconnecting', true)
    // the browser gives up when the answer is no stream: the console is away behind its proxy, or the session has ended
    if (target.readyState === EventSource.CLOSED) setTimeout(() => location.reload(), 10_000)
  })
}

if (stream) {
  follow()
  document.addEventListener('visibilitychange', follow)
}

if (refreshSeconds > 0) {
  say('Live', false)
  setInterval(() => document.visibilityState === 'visible' && refresh(), refreshSeconds * 1000)
}

tellTimes(document)
setInterval(() => tellTimes(document), 1000)

// a page that is loaded again should not tell again what was done
if (new URLSearchParams(location.search).has('done')) {
  const url = new URL(location.href)
  url.searchParams.delete('done')
  history.replaceState(null, '', url)
}

const dialog = document.getElementById('confirm')

/** Asks in a dialog what would otherwise be a page of its own. */
async function ask(href) {
  try {
    const response = await fetch(href, { headers: { accept: 'text/html' } })
    const page = new DOMParser().parseFromString(await response.text(), 'text/html')
    const question = page.querySelector('.confirm')
    if (!response.ok || !question) throw new Error('there is no question')
    question.querySelector('h1')?.setAttribute('id', 'confirm-title')
    dialog.replaceChildren(document.adoptNode(question))
    dialog.showModal()
  } catch {
    location.assign(href)
  }
}

async function copy(button) {
  const text = document.getElementById(button.dataset.copy)?.textContent ?? ''
  await navigator.clipboard?.writeText(text)
  button.textContent = 'Copied'
  setTimeout(() => {
    button.textContent = 'Copy'
  }, 2000)
}

document.addEventListener('click', (event) => {
  const target = event.target instanceof Element ? event.target : undefined
  const link = target?.closest('a[data-confirm]')
  const button = target?.closest('[data-copy]')
  if (target?.closest('[data-cancel]') && dialog.open) {
    event.preventDefault()
    dialog.close()
  } else if (link && event.button === 0 && !event.metaKey && !event.ctrlKey) {
    event.preventDefault()
    void ask(link.href)
  } else if (button) void copy(button)
})

// nothing is sent twice by a second click
document.addEventListener('submit', (event) => {
  for (const button of event.target.querySelectorAll('button')) button.disabled = event.target.method === 'post'
})

for (const element of document.querySelectorAll('[data-copy]')) element.hidden = false
