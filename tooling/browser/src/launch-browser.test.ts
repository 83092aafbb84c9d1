import { expect, test } from 'vitest'
import { launchBrowser } from './launch-browser.ts'

test('launchBrowser() says what to do where Chromium cannot be started', async () => {
  const launching = launchBrowser({ environment: { CHROMIUM_PATH: '/nowhere/chromium' } })
  await expect(launching).rejects.toMatchObject({
    name: 'BrowserError',
    code: 'not_started',
    message: expect.stringMatching(/^Cannot start "\/nowhere\/chromium": .*; set CHROMIUM_PATH/) as string,
  })
})
