import { existsSync, readdirSync, realpathSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { Environment } from './cache-folder.ts'
import { runCommand } from './run-command.ts'
import type { StackContext } from './stack-context.ts'

export interface Java {
  /** The `java` program. */
  readonly command: string
  /** Major version: 25. */
  readonly version: number
  /** Jars that the class path needs besides, for a runtime that was trimmed. */
  readonly jars?: readonly string[]
}

const usualFolders = ['/usr/lib/jvm', '/opt/java', '/usr/java', '/Library/Java/JavaVirtualMachines']

/** Every Java on this machine that the services' user can run: the two variables' first, then the newest first. */
export async function findJavas(context: StackContext): Promise<Java[]> {
  const { environment, signal, reaper, user } = context
  const run = async (command: string): Promise<Java[]> => {
    const { status, stderr } = await runCommand(command, ['-version'], { signal, reaper, user })
    const version = status === 0 ? javaVersion(stderr) : undefined
    return version === undefined ? [] : [{ command, version }]
  }
  const named = (await Promise.all(existing(namedCommands(environment)).map(run))).flat()
  const others = existing(usualCommands(environment)).filter(
    (command) => !named.some((java) => java.command === command),
  )
  const found = (await Promise.all(others.map(run))).flat()
  return [...named, ...found.sort((a, b) => b.version - a.version)]
}

/** The major version in what `java -version` prints: `openjdk version "25.0.2" …` → 25, `"1.8.0_402"` → 8. */
export function javaVersion(printed: string): number | undefined {
  const [, first, second] = /version "(\d+)(?:\.(\d+))?/.exec(printed) ?? []
  if (first === undefined) return undefined
  return Number(first === '1' && second !== undefined ? second : first)
}

function namedCommands({ OPENSEARCH_JAVA_HOME, JAVA_HOME }: Environment): string[] {
  return [OPENSEARCH_JAVA_HOME, JAVA_HOME].filter((home) => home !== undefined && home !== '').map(javaIn)
}

function usualCommands({ PATH = '' }: Environment): string[] {
  const homes = usualFolders.flatMap((folder) =>
    existsSync(folder)
      ? readdirSync(folder).flatMap((name) => [join(folder, name), join(folder, name, 'Contents/Home')])
      : [],
  )
  return [...homes.map(javaIn), ...PATH.split(delimiter).map((folder) => join(folder, 'java'))]
}

function javaIn(home: string | undefined): string {
  return join(home ?? '', 'bin/java')
}

/** Those that exist, links followed, each once. */
function existing(commands: readonly string[]): string[] {
  return [...new Set(commands.filter((command) => existsSync(command)).map((command) => realpathSync(command)))]
}
