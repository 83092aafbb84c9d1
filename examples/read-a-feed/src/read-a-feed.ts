/** Reads a feed and prints its activities: see README.md. */
import { FeedClientError } from '@as/feed-client'
import { printFeed } from './print-feed.ts'
import { readArguments } from './read-arguments.ts'

const wanted = readArguments(process.argv.slice(2), process.env)
if (typeof wanted === 'string') fail(wanted)
const controller = new AbortController()
process.once('SIGINT', () => controller.abort())
try {
  const { pages, items, rejected } = await printFeed(wanted, (line) => console.log(line), controller.signal)
  const counts = [`${items} activities`, ...(rejected > 0 ? [`${rejected} records left out`] : [])]
  console.log(`\n${counts.join(' and ')} on ${pages} pages.`)
} catch (error) {
  if (!(error instanceof FeedClientError)) throw error
  fail(error.message)
}

function fail(sentence: string): never {
  console.error(sentence)
  process.exit(1)
}
