import { parseArgs } from 'node:util'
import type { DeadLetter, DeadLetters } from '@as/ingest'
import { UsageError } from '@as/service'
import { allDeadLetters } from './list-dead-letters.ts'

const USAGE = 'Usage: node dist/dead-letters.js [--json] [feed]'

/**
 * Reads what stands behind the command's name.
 *
 * @throws {UsageError} If it is anything else than `--json` and one of the feeds that are configured.
 */
export function readArguments(
  args: readonly string[],
  configured: readonly string[],
): { feeds: readonly string[]; json: boolean } {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { json: { type: 'boolean', default: false } },
      allowPositionals: true,
    })
    const unknown = positionals.filter((feed) => !configured.includes(feed))
    if (unknown.length > 0) throw new Error(`No feed "${unknown[0]}" is configured; there are ${configured.join(', ')}`)
    return { feeds: positionals.length === 0 ? configured : positionals, json: values.json }
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n${USAGE}`, { cause: error })
  }
}

export interface PrintOptions {
  readonly deadLetters: Pick<DeadLetters, 'list'>
  readonly feeds: readonly string[]
  /** A JSON object a line, with everything that is known, in place of a table. */
  readonly json: boolean
  readonly write: (line: string) => Promise<void>
  readonly signal: AbortSignal
}

/** Writes the dead letters of feeds, the newest of each feed first: for people, or for programs. */
export async function printDeadLetters({ deadLetters, feeds, json, write, signal }: PrintOptions): Promise<void> {
  let count = 0
  for (const feed of feeds) {
    for await (const letter of allDeadLetters(deadLetters, feed)) {
      signal.throwIfAborted()
      if (!json && count === 0) await write(row(headings))
      await write(json ? JSON.stringify(letter) : row(cellsOf(letter)))
      count += 1
    }
  }
  if (!json) await write(count === 0 ? 'There are no dead letters.' : `${count} in all; --json shows the documents.`)
}

/** Column → its width; the last is as wide as it needs. */
const widths = [20, 20, 10, 40, 9, 50]
const headings = ['FEED', 'LAST REFUSED', 'INDEX', 'ID', 'BYTES', 'PAGE', 'REASON']

function cellsOf({ feed, lastAt, alias, id, position, bytes, url, reason }: DeadLetter): string[] {
  const name = id ?? (position === undefined ? '-' : `record ${position} of the page`)
  return [feed, `${lastAt.slice(0, 19)}Z`, alias ?? '-', name, `${bytes}`, url, reason]
}

function row(cells: readonly string[]): string {
  return cells.map((cell, column) => fit(printable(cell), widths[column])).join('  ')
}

function fit(text: string, width: number | undefined): string {
  if (width === undefined) return text
  return text.length > width ? `${text.slice(0, width - 1)}…` : text.padEnd(width)
}

/** What a source wrote must not steer the terminal. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '�')
}
