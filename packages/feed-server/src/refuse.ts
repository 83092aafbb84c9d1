/** An answer that is no page. */
export interface Refusal {
  readonly status: number
  /** One sentence for the caller. */
  readonly details: string
  readonly headers?: Readonly<Record<string, string>>
}

/** Renders a refusal: `{"details":"…"}`, never stored. */
export function refuse({ status, details, headers = {} }: Refusal): Response {
  return new Response(JSON.stringify({ details }), {
    status,
    headers: { ...headers, 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
  })
}
