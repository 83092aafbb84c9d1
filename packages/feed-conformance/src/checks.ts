import type { Check } from './check.ts'
import { allAnswersChecks } from './rules/all-answers.ts'
import { atomChecks } from './rules/atom.ts'
import { authenticationChecks } from './rules/authentication.ts'
import { cachingChecks } from './rules/caching.ts'
import { closedPageChecks } from './rules/closed-pages.ts'
import { collectingChecks } from './rules/collecting.ts'
import { deletionChecks } from './rules/deletions.ts'
import { orderChecks } from './rules/order.ts'
import { orderedCollectionChecks } from './rules/ordered-collection.ts'
import { pageChecks } from './rules/pages.ts'
import { pagingChecks } from './rules/paging.ts'
import { representationChecks } from './rules/representations.ts'
import { requestChecks } from './rules/requests.ts'
import { waitingChecks } from './rules/waiting.ts'
import { horizonChecks, writingChecks } from './rules/writing.ts'
import { wrongInputChecks } from './rules/wrong-input.ts'

/**
 * Every check there is, in the order in which they run: those that only read, those that write, those that look at what
 * was changed by it, and those of what all the others saw.
 */
export const allChecks: readonly Check[] = [
  ...pageChecks,
  ...pagingChecks,
  ...collectingChecks,
  ...requestChecks,
  ...authenticationChecks,
  ...cachingChecks,
  ...representationChecks,
  ...orderedCollectionChecks,
  ...atomChecks,
  ...wrongInputChecks,
  ...orderChecks,
  ...writingChecks,
  ...horizonChecks,
  ...waitingChecks,
  ...closedPageChecks,
  ...deletionChecks,
  ...allAnswersChecks,
]
