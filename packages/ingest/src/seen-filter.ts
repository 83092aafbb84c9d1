/**
 * A set of 32-bit numbers that rarely has one that was never added: a Bloom filter. It takes three bytes for each that was
 * expected, and up to four times as many where it had to grow.
 */
export interface SeenFilter {
  has(hash: number): boolean
  /** False for one that is there already. */
  add(hash: number): boolean
  /** How many were added, each once. */
  readonly size: number
}

/** With eight probes, one in some 25,000 is found though it was never added; of a filter that grew, one in some 2,000. */
const BITS_EACH = 24
const PROBES = 8
const LEAST = 256
/** Each further layer holds so many times as many as all before it: every one is looked through. */
const GROWTH = 3

/** @param expected About how many will be added; it grows for more, and then mistakes more. */
export function createSeenFilter(expected: number = LEAST): SeenFilter {
  const layers = [createLayer(Math.max(LEAST, Math.ceil(expected * 1.1)))]
  let room = layers[0]?.capacity ?? 0
  let size = 0
  function has(hash: number): boolean {
    const [place, stride] = [mix(hash), mix(hash ^ 0x9e37_79b9)]
    for (const layer of layers) if (layer.has(place, stride)) return true
    return false
  }
  return {
    has,
    add(hash) {
      if (has(hash)) return false
      if (room === 0) {
        room = GROWTH * size
        layers.push(createLayer(room))
      }
      layers.at(-1)?.add(mix(hash), mix(hash ^ 0x9e37_79b9))
      room -= 1
      size += 1
      return true
    },
    get size() {
      return size
    },
  }
}

/** Each number has its probes at a place, and so many strides on (Kirsch and Mitzenmacher, 2006). */
function createLayer(capacity: number) {
  const bytes = new Uint8Array(Math.ceil((capacity * BITS_EACH) / 8))
  const bits = bytes.length * 8
  return {
    capacity,
    has(place: number, stride: number): boolean {
      const step = (stride % (bits - 1)) + 1
      let at = place % bits
      for (let probe = 0; probe < PROBES; probe += 1) {
        if (((bytes[at >>> 3] ?? 0) & (1 << (at & 7))) === 0) return false
        at = (at + step) % bits
      }
      return true
    },
    add(place: number, stride: number): void {
      const step = (stride % (bits - 1)) + 1
      let at = place % bits
      for (let probe = 0; probe < PROBES; probe += 1) {
        bytes[at >>> 3] = (bytes[at >>> 3] ?? 0) | (1 << (at & 7))
        at = (at + step) % bits
      }
    },
  }
}

/** Spreads a number's bits (the end of MurmurHash3), over 31 bits: V8 divides such numbers as integers. */
function mix(hash: number): number {
  let mixed = hash ^ (hash >>> 16)
  mixed = Math.imul(mixed, 0x85eb_ca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2_ae35)
  return (mixed ^ (mixed >>> 16)) >>> 1
}
