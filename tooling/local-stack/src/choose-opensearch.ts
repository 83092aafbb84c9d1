import { type Artifact, opensearch2, opensearch3 } from './artifacts.ts'
import { LocalStackError } from './errors.ts'
import { fetchJava } from './fetch-java.ts'
import { findJavas, type Java } from './find-java.ts'
import type { StackContext } from './stack-context.ts'

export interface ChosenOpenSearch {
  readonly artifact: Artifact
  readonly java: Java
}

/**
 * OpenSearch 3 on Java 21 or later, fetched if need be; where neither is to be had, OpenSearch 2 on an older Java. With
 * OPENSEARCH_MAJOR=2, OpenSearch 2.
 *
 * @throws {LocalStackError} `no_java` when no Java can be had; what made fetching one fail.
 */
export async function chooseOpenSearch(context: StackContext): Promise<ChosenOpenSearch> {
  const javas = await findJavas(context)
  if (context.environment.OPENSEARCH_MAJOR === '2') return chooseOpenSearch2(javas)
  const modern = javas.find(({ version }) => version >= 21)
  if (modern) return { artifact: opensearch3, java: modern }
  const older = javas.find(({ version }) => version >= 11)
  try {
    const fetched = await fetchJava(context)
    if (fetched) return { artifact: opensearch3, java: fetched }
  } catch (error) {
    context.signal.throwIfAborted()
    if (!older) throw error
  }
  if (older) return { artifact: opensearch2, java: older }
  throw new LocalStackError(
    'no_java',
    'Cannot start OpenSearch: there is no Java 21 or later, and no python3 with pip to fetch one; install Java and set JAVA_HOME (or OPENSEARCH_JAVA_HOME) to its folder, or set OPENSEARCH_URL to an OpenSearch that runs already',
  )
}

function chooseOpenSearch2(javas: readonly Java[]): ChosenOpenSearch {
  const java = javas.find(({ version }) => version >= 11 && version <= 23)
  if (java) return { artifact: opensearch2, java }
  throw new LocalStackError(
    'no_java',
    'Cannot start OpenSearch 2, as OPENSEARCH_MAJOR asks: there is no Java 11 to 23; install one and set OPENSEARCH_JAVA_HOME to its folder',
  )
}
