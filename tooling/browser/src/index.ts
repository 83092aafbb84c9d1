export { type LaunchOptions, launchBrowser } from './launch-browser.ts'
