import type { Readable } from 'node:stream'

const maxCharacters = 8000
const maxLines = 15

/** Reads streams to their end and keeps only what they said last, to be shown when something failed. */
export function lastLines(streams: readonly Readable[]): () => string {
  let kept = ''
  for (const stream of streams) {
    stream.setEncoding('utf8')
    stream.on('data', (text: string) => {
      kept = (kept + text).slice(-maxCharacters)
    })
  }
  return () => kept.trim().split('\n').slice(-maxLines).join('\n')
}
