import { createLevel, type LevelSchemas } from './create-level.ts'
import { laxKinds } from './lax-kinds.ts'

/** The level `lax`: what real feeds send. */
export const lax: LevelSchemas = createLevel(laxKinds)
