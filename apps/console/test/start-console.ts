import { freePort } from '@as/local-stack'
import { eventually, type RunningApp, runApp } from '@as/test-stack'

export interface RunningConsole extends AsyncDisposable {
  readonly app: RunningApp
  readonly port: number
  /** `http://127.0.0.1:8080` */
  readonly origin: string
  /** Waits for a line of its log. */
  line(pattern: RegExp): Promise<string>
}

/** Starts the console as the process it is in production, on a free port. */
export async function startConsole(
  env: Readonly<Record<string, string>>,
  { port }: { port?: number } = {},
): Promise<RunningConsole> {
  const chosen = port ?? (await freePort())
  const app = runApp('console', { PORT: String(chosen), ...env })
  const line = (pattern: RegExp): Promise<string> =>
    eventually(
      `a line like ${pattern} of ${app.lines.join('\n')}`,
      () => app.lines.find((text) => pattern.test(text)) ?? '',
    )
  await line(/Listening on/)
  return {
    app,
    port: chosen,
    origin: `http://127.0.0.1:${chosen}`,
    line,
    [Symbol.asyncDispose]: () => app[Symbol.asyncDispose](),
  }
}
