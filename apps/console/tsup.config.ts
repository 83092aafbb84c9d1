import { cp } from 'node:fs/promises'
import app from '@as/build/app'
import type { Options } from 'tsup'

/** The static files go beside the app. */
export default {
  ...(app as Options),
  onSuccess: () => cp('src/assets', 'dist/assets', { recursive: true }),
}
