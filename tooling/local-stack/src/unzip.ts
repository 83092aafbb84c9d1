import { chmodSync, createWriteStream, mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import yauzl from 'yauzl'

/**
 * Unpacks a zip, jar or wheel so that everybody can read it: the modes inside, and our umask, would keep the services'
 * user out.
 *
 * @param wanted Which entries to take, by name; all by default.
 */
export async function unzip(
  file: string,
  into: string,
  { signal, wanted = () => true }: { signal: AbortSignal; wanted?: (name: string) => boolean },
): Promise<void> {
  const zip = await yauzl.openPromise(file)
  for await (const entry of zip.eachEntry()) {
    if (!wanted(entry.fileName)) continue
    const path = join(into, entry.fileName) // absolute names and ".." were refused by yauzl
    const isFolder = entry.fileName.endsWith('/')
    makeFolder(isFolder ? path : dirname(path), into)
    if (isFolder) continue // made although empty: OpenSearch wants its plugins/
    await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(path), { signal })
    const executable = ((entry.externalFileAttributes >>> 16) & 0o111) !== 0
    chmodSync(path, executable ? 0o755 : 0o644)
  }
}

function makeFolder(folder: string, root: string): void {
  if (mkdirSync(folder, { recursive: true }) === undefined) return
  for (let at = folder; at.length > root.length; at = dirname(at)) chmodSync(at, 0o755)
}
