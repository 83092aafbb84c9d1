import { createLevel, type LevelSchemas } from './create-level.ts'
import { strictKinds } from './strict-kinds.ts'

/** The level `strict`: AS2 Core and the Activity Vocabulary to the letter. */
export const strict: LevelSchemas = createLevel(strictKinds)
