import { connectOpenSearch } from '@as/index-swapper/opensearch'
import { openSearchDeadLetters } from '@as/ingest'
import { runCommand } from '@as/service'
import { readConfig } from './config.ts'
import { printDeadLetters, readArguments } from './print-dead-letters.ts'

await runCommand(async ({ env, args, signal, write }) => {
  const config = readConfig(env)
  const configured = config.feeds.map(({ UNIQUE_ID }) => UNIQUE_ID)
  const { feeds, json } = readArguments(args, configured)
  await using search = connectOpenSearch(config.services.opensearch)
  await printDeadLetters({ deadLetters: openSearchDeadLetters(search.cluster), feeds, json, write, signal })
})
