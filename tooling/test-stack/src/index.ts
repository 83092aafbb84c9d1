export { eventually } from './eventually.ts'
export { freePort } from './free-port.ts'
export { type RunningApp, runApp } from './run-app.ts'
export { type Fault, type ScriptedActivity, type ScriptedSource, startScriptedSource } from './scripted-source.ts'
