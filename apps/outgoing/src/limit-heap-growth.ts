import { setFlagsFromString } from 'node:v8'

/**
 * Keeps V8 from taking memory that it does not need. The documents of a batch live just long enough for V8 to enlarge its
 * space for young objects to 96 MB, and to put off collecting the old ones. As measured in a pass of 120,000 activities:
 * 174 MB instead of 340, at the same cost in time. Call it first.
 */
export function limitHeapGrowth(): void {
  setFlagsFromString('--semi-space-growth-factor=1')
  setFlagsFromString('--heap-growing-percent=100')
}
