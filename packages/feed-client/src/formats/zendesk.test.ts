import { describe, expect, it } from 'vitest'
import { NotAPageError } from '../page-errors.ts'
import { zendeskFormat } from './zendesk.ts'

function process(page: unknown) {
  return zendeskFormat.processPage(Buffer.from(JSON.stringify(page)), { url: 'https://desk.example/tickets' })
}

const ticket = { id: 7, created_at: '2024-01-02T03:04:05Z', description: 'Hello\nCompany number: 12345\nBye' }

describe('zendeskFormat', () => {
  it('turns a ticket that names a company into an activity', () => {
    const { items, rejected, next } = process({ tickets: [ticket], next_page: 'https://desk.example/tickets?page=2' })
    expect({ rejected, next }).toEqual({ rejected: [], next: 'https://desk.example/tickets?page=2' })
    expect(items).toMatchObject([
      { id: 'dit:zendesk:Ticket:7:Create', type: 'Create', published: '2024-01-02T03:04:05Z' },
    ])
    expect(Buffer.from(items[0]?.bytes ?? []).toString()).toBe(
      '{"id":"dit:zendesk:Ticket:7:Create","type":"Create","published":"2024-01-02T03:04:05Z","dit:application":"zendesk",' +
        '"actor":{"type":["Organization","dit:company"],"dit:companiesHouseNumber":"12345"},' +
        '"object":{"type":["Document","dit:zendesk:Ticket"],"id":"dit:zendesk:Ticket:7"}}',
    )
    expect(items[0]?.object?.id).toBe('dit:zendesk:Ticket:7')
    expect(Buffer.from(items[0]?.object?.bytes ?? []).toString()).toBe(
      '{"type":["Document","dit:zendesk:Ticket"],"id":"dit:zendesk:Ticket:7"}',
    )
  })

  it.each(['No number here', 'Company number: none', '', null, 5])('skips a ticket described as %j', (description) => {
    expect(process({ tickets: [{ ...ticket, description }], next_page: null })).toEqual({
      items: [],
      rejected: [],
      next: undefined,
    })
  })

  it.each([
    [{ ...ticket, id: null }, 'its "id" is neither a whole number nor a string'],
    [{ ...ticket, id: 1.5 }, 'its "id" is neither a whole number nor a string'],
    [{ ...ticket, id: 'x'.repeat(600) }, 'its "id" is longer than 512 bytes'],
    [{ ...ticket, created_at: undefined }, 'its "created_at" is not a date'],
    [{ ...ticket, created_at: 'yesterday' }, 'its "created_at" is not a date'],
    ['text', 'it is a string, not an object'],
  ])('rejects %j and goes on', (bad, reason) => {
    const { items, rejected } = process({ tickets: [bad, ticket] })
    expect(rejected).toMatchObject([{ index: 0, reason }])
    expect(items).toHaveLength(1)
  })

  it.each([[[]], [{}], [{ tickets: {} }], [null], [{ tickets: [], next_page: 5 }]])('refuses %j', (page) => {
    expect(() => process(page)).toThrow(NotAPageError)
  })
})
