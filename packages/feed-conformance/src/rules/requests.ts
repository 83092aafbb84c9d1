import type { Check } from '../check.ts'
import { fail, pass } from '../finding.ts'

/** Methods. */
export const requestChecks: readonly Check[] = [
  {
    rule: 'P11',
    asks: 'HEAD is answered as GET is, without a body',
    strength: 'must',
    async run(probe) {
      const [get, head] = [await probe.request(), await probe.request({ method: 'HEAD' })]
      if (head.status !== get.status)
        return fail(`status ${head.status}`, 'answer HEAD with the status and headers of GET')
      if (head.raw.length > 0) return fail('a body', 'send no body to HEAD')
      const type = head.headers['content-type']
      if (type !== get.headers['content-type']) return fail(`Content-Type ${type}`, 'send the headers of GET')
      return pass(`status ${head.status}`)
    },
  },
  {
    rule: 'P11',
    asks: 'another method is answered with 405 and Allow',
    strength: 'must',
    async run(probe) {
      // without a body: a source that takes it for something has nothing to do
      const { status, headers } = await probe.request({ method: 'POST', headers: { 'content-length': '0' } })
      if (status !== 405) return fail(`status ${status} for POST`, 'answer methods other than GET and HEAD with 405')
      const allowed = (headers.allow ?? '').split(',').map((name) => name.trim())
      if (!allowed.includes('GET') || !allowed.includes('HEAD'))
        return fail(`Allow: ${headers.allow ?? ''}`, 'send Allow: GET, HEAD')
      return pass(`Allow: ${headers.allow}`)
    },
  },
]
