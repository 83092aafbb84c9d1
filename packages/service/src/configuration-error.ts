/** The environment is not what an app needs. Says every fault at once and repeats no value, as any may be a secret. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError'
  /** One sentence a fault, each starting with the variable's name. */
  readonly faults: readonly string[]

  constructor(faults: readonly string[]) {
    super(`The environment has ${faults.length} ${faults.length === 1 ? 'fault' : 'faults'}:\n  ${faults.join('\n  ')}`)
    this.faults = faults
  }
}

/**
 * Runs every reader and gives all their results, so that one start names the faults of all of them.
 *
 * @throws {ConfigurationError} With the faults of every reader that threw one.
 * @example readAll({ settings: () => parseEnvironment(schema, env), services: () => readBackingServices(env) })
 */
export function readAll<Readers extends Record<string, () => unknown>>(
  readers: Readers,
): { [Name in keyof Readers]: ReturnType<Readers[Name]> } {
  const faults: string[] = []
  const results: Record<string, unknown> = {}
  for (const [name, read] of Object.entries(readers)) {
    try {
      results[name] = read()
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error
      faults.push(...error.faults)
    }
  }
  if (faults.length > 0) throw new ConfigurationError(faults)
  return results as { [Name in keyof Readers]: ReturnType<Readers[Name]> }
}
