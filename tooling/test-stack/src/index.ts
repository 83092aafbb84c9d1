export { type DelayProxy, startDelayProxy } from './delay-proxy.ts'
export { eventually } from './eventually.ts'
export { createFakeCluster, type FakeCluster } from './fake-cluster/create-fake-cluster.ts'
export type { FakeIndex, StoredDocument } from './fake-cluster/fake-index.ts'
export type { FakeRequest, FakeResponse } from './fake-cluster/refusal.ts'
export { type FenceWatch, watchFences } from './fake-cluster/watch-fences.ts'
export {
  type FaultProxy,
  type InterfereWith,
  type ProxiedAnswer,
  type ProxiedRequest,
  type ProxyFault,
  startFaultProxy,
} from './fault-proxy.ts'
export { type BulkRefusal, queueFull, refuseBulkItems, shardUnavailable } from './fault-proxy-bulk.ts'
export { type RunningApp, runApp } from './run-app.ts'
export { type Fault, type ScriptedActivity, type ScriptedSource, startScriptedSource } from './scripted-source.ts'
export { createWorld, type PendingRequest, type World } from './simulation/create-world.ts'
export type { Instance, InstanceOptions } from './simulation/instance.ts'
export { type Deed, type Life, live } from './simulation/live.ts'
