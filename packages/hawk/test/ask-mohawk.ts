import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)
const oracle = fileURLToPath(new URL('mohawk-oracle.py', import.meta.url))

/** One question to Python mohawk; see mohawk-oracle.py. Bodies travel as Base64. */
export type MohawkQuestion = { question: 'sign' | 'verify' | 'accept' } & Record<string, unknown>
export interface MohawkAnswer {
  authorization?: string
  serverAuthorization?: string
  accepted?: true
  /** The name of mohawk's exception. */
  refused?: string
}

/** Why mohawk cannot be had on this machine, or `undefined` when it can. */
export async function mohawkIsMissing(): Promise<string | undefined> {
  try {
    await run('python3', ['--version'])
  } catch {
    return 'there is no python3'
  }
  try {
    await run('python3', ['-m', 'pip', '--version'])
  } catch {
    return 'python3 has no pip'
  }
  return undefined
}

/** Installs mohawk 1.1.0 into an empty folder. */
export async function installMohawk(folder: string): Promise<void> {
  const options = ['--quiet', '--disable-pip-version-check', '--no-cache-dir', '--only-binary=:all:']
  await run('python3', ['-m', 'pip', 'install', ...options, '--target', folder, 'mohawk==1.1.0', 'six==1.17.0'])
}

/** Asks mohawk many questions in one process. */
export async function askMohawk(folder: string, questions: readonly MohawkQuestion[]): Promise<MohawkAnswer[]> {
  const env = { ...process.env, PYTHONPATH: folder, PYTHONWARNINGS: 'ignore' }
  const asking = run('python3', [oracle], { env, maxBuffer: 2 ** 26 })
  asking.child.stdin?.end(JSON.stringify(questions))
  const answers: MohawkAnswer[] = JSON.parse((await asking).stdout)
  if (answers.length !== questions.length)
    throw new Error(`mohawk gave ${answers.length} answers to ${questions.length}`)
  return answers
}
