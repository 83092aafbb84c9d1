import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { ConsoleEnv } from '../console-env.ts'
import type { AssetPath } from '../pages/assets.ts'
import { type Notice, noticePage } from './notice-page.ts'

/** Answers with a notice: a page for who looks at pages, else its text. */
export type AnswerNotice = (
  c: Context<ConsoleEnv>,
  status: ContentfulStatusCode,
  notice: Notice,
) => Response | Promise<Response>

export function answerNotice(asset: AssetPath): AnswerNotice {
  return (c, status, notice) => {
    if (looksAtPages(c)) return c.html(noticePage(notice, asset), status)
    return c.text(`${[notice.title, ...notice.sentences].join('\n')}\n`, status)
  }
}

/** A browser that follows a link or sends a form, rather than a script or a program that asks for data. */
export function looksAtPages(c: Context<ConsoleEnv>): boolean {
  return /\btext\/html\b/.test(c.req.header('accept') ?? '')
}
