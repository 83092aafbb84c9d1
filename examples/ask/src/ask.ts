/** Asks an Activity Stream and prints the newest activities that match: see README.md. */
import { BadRequestError, createQueryClient, QueryClientError } from '@as/query-client'
import { describeActivity } from './describe-activity.ts'
import { directHeaders } from './direct-headers.ts'
import { searchFor } from './search-for.ts'

const { ACTIVITY_STREAM_URL: url, ACTIVITY_STREAM_KEY_ID: id, ACTIVITY_STREAM_SECRET_KEY: key } = process.env

if (!url || !id || !key) {
  fail('Set ACTIVITY_STREAM_URL, ACTIVITY_STREAM_KEY_ID and ACTIVITY_STREAM_SECRET_KEY: where to ask, and your key.')
}
try {
  const headers = directHeaders(url)
  const client = createQueryClient({ url, authentication: { type: 'hawk', id, key }, headers })
  const { hits, aggregations } = await client.raw('activities', searchFor(process.argv.slice(2)))
  for (const { _source } of hits.hits) console.log(`${describeActivity(_source)}\n`)
  if (aggregations) console.log(`${JSON.stringify(aggregations, undefined, 2)}\n`)
  const atLeast = hits.total?.relation === 'gte' ? 'at least ' : ''
  console.log(
    `${hits.hits.length} of ${atLeast}${hits.total?.value.toLocaleString('en') ?? '?'} activities that match.`,
  )
} catch (error) {
  if (!(error instanceof QueryClientError || error instanceof SyntaxError)) throw error
  fail(error instanceof BadRequestError && error.details ? `${error.message}:\n${error.details}` : error.message)
}

function fail(sentence: string): never {
  console.error(sentence)
  process.exit(1)
}
