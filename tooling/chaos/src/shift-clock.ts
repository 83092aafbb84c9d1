/** Imported before a process's own program: its clock is wrong by CHAOS_CLOCK_SHIFT_MS from then on. */
const shiftMs = Number(process.env.CHAOS_CLOCK_SHIFT_MS ?? 0)
const RealDate = Date
const now = (): number => RealDate.now() + shiftMs

globalThis.Date = new Proxy(RealDate, {
  construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
  get: (target, name, receiver) => (name === 'now' ? now : Reflect.get(target, name, receiver)),
})
