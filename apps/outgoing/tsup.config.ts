import app from '@as/build/app'
import type { Options } from 'tsup'

/** Beside the app, the command that lists dead letters. */
export default { ...(app as Options), entry: ['src/main.ts', 'src/dead-letters.ts'] }
