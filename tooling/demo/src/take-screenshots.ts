/** `pnpm screenshots`: runs the demo and draws the console's pages into docs/images. See README.md. */
import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { launchBrowser } from '@as/browser'
import { runDemo } from './run-demo.ts'
import type { Screen } from './screen.ts'
import { stopSignal } from './stop-signal.ts'

const images = resolve(import.meta.dirname, '../../../docs/images')
/** Long enough for the small charts to have something to draw. */
const settleMs = 150_000
const wide = { viewport: { width: 1280, height: 720 }, deviceScaleFactor: 2 }
const overview = { viewport: { width: 1280, height: 440 }, deviceScaleFactor: 2 }
const phone = { viewport: { width: 390, height: 780 }, deviceScaleFactor: 2 }

/** File name → what is shown, and how. */
const pictures = {
  'console-light': { path: '/', context: { ...overview, colorScheme: 'light' } },
  'console-dark': { path: '/', context: { ...overview, colorScheme: 'dark' } },
  'console-phone': { path: '/', context: { ...phone, colorScheme: 'light' } },
  'console-feed-light': { path: '/feeds/coffee_shop', context: { ...wide, colorScheme: 'light' } },
  'console-search-dark': { path: '/search?q=espresso', context: { ...wide, colorScheme: 'dark' } },
} as const

const drawn = new AbortController()
const signal = AbortSignal.any([stopSignal(), drawn.signal])
const { promise: address, resolve: found } = Promise.withResolvers<string>()

/** The demo says by it where the console is. */
const screen: Screen = {
  print(line) {
    console.log(line)
    const [, url] = /Open the console: {2}(\S+)/.exec(line) ?? []
    if (url) found(url)
  },
  status: () => {},
  end: () => {},
}

async function drawAll(origin: string): Promise<void> {
  console.log(`Waiting ${settleMs / 1000} s until there is something to see...`)
  await sleep(settleMs, undefined, { signal })
  mkdirSync(images, { recursive: true })
  await using browser = await launchBrowser({ onProgress: console.log })
  for (const [name, { path, context }] of Object.entries(pictures)) {
    const page = await (await browser.newContext(context)).newPage()
    await page.goto(new URL(path, origin).href)
    // between two passes the lines are calmer
    await page.locator('progress').first().waitFor({ state: 'detached', timeout: 60_000 })
    await page.waitForTimeout(1_500)
    const file = join(images, `${name}.png`)
    await page.screenshot({ path: file })
    console.log(`Drew ${file}`)
  }
}

const drawing = address
  .then(drawAll)
  .catch((error: unknown) => {
    if (signal.aborted) return
    console.error(error)
    process.exitCode = 1
  })
  .finally(() => drawn.abort())
await runDemo({ environment: process.env, showLogs: false, screen, signal })
// a demo that was ended before it was ready is nothing to wait for
if (drawn.signal.aborted) await drawing
