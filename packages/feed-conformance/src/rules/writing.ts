import type { Check } from '../check.ts'
import { HookError } from '../errors.ts'
import { type Finding, fail, pass, quoted, skip } from '../finding.ts'
import type { Probe, SourceHook } from '../probe.ts'
import { idsOf, type Reading, tailOf } from '../read-on.ts'

/** What is written while the feed is read, and after. */
export const writingChecks: readonly Check[] = [
  {
    rule: 'P7',
    asks: 'what is written while the feed is read is found, and nothing that was there is lost',
    strength: 'must',
    async run(probe) {
      const before = await probe.reading()
      const cannot = cannotWrite(probe, before)
      if (cannot) return cannot
      const [written, during] = await Promise.all([writeSome(probe), probe.read()])
      const tail = tailOf(during)
      const after = tail === undefined ? undefined : await probe.read(tail)
      const found = new Set([...idsOf(during), ...(after ? idsOf(after) : [])])
      const lost = idsOf(before).filter((id) => !found.has(id))
      if (lost.length > 0) return missing(lost, 'that were there', 'read on from a sort key, not from an offset')
      const missed = written.filter((id) => !found.has(id))
      if (missed.length > 0)
        return missing(
          missed,
          'written while the feed was read',
          'page only up to a moment before which every transaction has ended',
        )
      return pass(`${written.length} written in ${during.pages.length} pages`)
    },
  },
  {
    rule: 'P8',
    asks: 'the URL of the last page leads to what was written since',
    strength: 'must',
    async run(probe) {
      const before = await probe.read()
      const cannot = cannotWrite(probe, before)
      if (cannot) return cannot
      const tail = tailOf(before)
      if (tail === undefined) return skip('there is no last page')
      const written = await writeSome(probe)
      const after = await probe.read(tail)
      if (after.end.type === 'no-page')
        return fail(`${after.end.fault} at ${after.end.url}`, "keep the last page's URL good")
      const missed = written.filter((id) => !idsOf(after).includes(id))
      if (missed.length > 0)
        return missing(missed, 'written since', 'serve what was added at the URL of the last page, or after its next')
      return pass(`${written.length} written`)
    },
  },
]

/** Where what is written turns up: nowhere that was read already. */
export const horizonChecks: readonly Check[] = [
  {
    rule: 'P19',
    asks: 'nothing turns up before a place that was already served',
    strength: 'must',
    async run(probe) {
      const cannot = cannotWrite(probe, await probe.reading())
      if (cannot) return cannot
      const before = await probe.read()
      const [during] = await Promise.all([probe.read(), writeSome(probe)])
      const after = idsOf(await probe.read())
      for (const known of [idsOf(before), idsOf(during)]) {
        const last = known.at(-1)
        const end = last === undefined ? 0 : Math.max(after.lastIndexOf(last), 0)
        const early = after.slice(0, end).find((id) => !known.includes(id))
        if (early === undefined) continue
        return fail(
          `${quoted(early)} came before what was served`,
          'add what is new at the end; page only up to a moment before which every transaction has ended',
        )
      }
      return pass(`${after.length - idsOf(before).length} came after`)
    },
  },
]

/** Why a check that writes cannot be made. */
export function cannotWrite({ write }: Probe, { end }: Reading): Finding | undefined {
  if (!write) return skip('needs a way to write at the source (write)')
  if (end.type === 'enough') return skip('the feed is longer than a test reads (maxPages)')
  return end.type === 'last-page' ? undefined : skip('the feed cannot be read to its end')
}

/** Writes a few times. @returns The ids of the activities that show it. */
async function writeSome(probe: Probe, times: number = probe.limits.writes): Promise<string[]> {
  const written: string[] = []
  for (let time = 0; time < times; time += 1) written.push(...(await callHook(probe.write, probe.signal, 'write')))
  return written
}

/** @throws {HookError} If the hook fails or names nothing. */
export async function callHook(
  hook: SourceHook | undefined,
  signal: AbortSignal,
  name: string,
): Promise<readonly string[]> {
  const ids = await hook?.(signal).catch((error: unknown) => {
    if (signal.aborted) throw signal.reason
    throw new HookError(`Cannot ${name} at the source: ${String(error)}`, { cause: error })
  })
  if (!ids?.length) throw new HookError(`Cannot ${name} at the source: it named no id; return the ids to look for`)
  return ids
}

function missing(ids: readonly string[], which: string, todo: string): Finding {
  const shown = ids.slice(0, 3).map(quoted).join(', ')
  return fail(`${ids.length} activities ${which} are missing: ${shown}`, todo)
}
