/** `npm start`: see README.md. */
import { parseArgs } from 'node:util'
import { LocalStackError } from '@as/local-stack'
import { DemoError } from './errors.ts'
import { runDemo } from './run-demo.ts'
import { createScreen } from './screen.ts'
import { stopSignal } from './stop-signal.ts'

const usage = `Usage: npm start -- [--logs]
Runs the whole Activity Stream on this machine until Ctrl-C.
  --logs         also prints what the apps log
  CONSOLE_PORT   in the environment: where the console is (default: a free port)
  PORT           in the environment: where the searches are answered (default: a free port)`

const screen = createScreen(process.stdout)
try {
  const { logs, help } = parseArgs({ options: { logs: { type: 'boolean' }, help: { type: 'boolean' } } }).values
  if (help) console.log(usage)
  else await runDemo({ environment: process.env, showLogs: logs ?? false, screen, signal: stopSignal() })
} catch (error) {
  screen.end()
  const expected = error instanceof DemoError || error instanceof LocalStackError
  const wrongUse = error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')
  console.error(expected ? error.message : wrongUse ? `${error.message}\n${usage}` : error)
  process.exitCode = 1
}
