import { html } from 'hono/html'
import type { Instance } from '../outgoing/wire.ts'
import { absent } from './feed-cells.ts'
import type { Asked } from './feed-page.ts'
import type { Html } from './html.ts'
import { formatBytes, formatCount, formatCounted, formatDuration } from './quantity.ts'
import type { OpenSearchHealth, RedisHealth, SystemView } from './read-system.ts'
import { timeElement } from './time-element.ts'

export interface SystemPageOptions {
  readonly now: number
  /** Where the metrics are, for people to follow. */
  readonly metricsUrl: string | undefined
}

/** How what everything stands on is. */
export function systemPage({ opensearch, redis, instances }: SystemView, { now, metricsUrl }: SystemPageOptions): Html {
  return html`<h1>System</h1><div id="system" data-live class="system">
<div class="columns">${card('OpenSearch', opensearch, openSearchFacts)}${card('Redis', redis, redisFacts)}</div>
<section class="card" aria-labelledby="instances-title"><h2 id="instances-title">Instances of outgoing, and the feeds that each has the lease of</h2>${
    instances === undefined
      ? html`<p class="empty">Give the console OUTGOING_ADMIN_URL and OUTGOING_ADMIN_TOKEN to see them.</p>`
      : 'trouble' in instances
        ? html`<p class="empty">${instances.trouble}</p>`
        : instancesTable(instances.value, now)
  }</section>
<section class="card" aria-labelledby="metrics-title"><h2 id="metrics-title">Metrics</h2><p>${metricsUrl === undefined ? 'Incoming serves them at /metrics, for Prometheus.' : html`For Prometheus, at <a href="${metricsUrl}">${metricsUrl}</a>.`}</p></section>
</div>`
}

function card<Value>(title: string, asked: Asked<Value>, facts: (value: Value) => Html): Html {
  const id = title.toLowerCase()
  return html`<section class="card" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2><div class="pad">${
    'trouble' in asked
      ? html`<p class="notice notice-bad" role="alert">${asked.trouble}</p>`
      : html`<dl class="facts">${facts(asked.value)}</dl>`
  }</div></section>`
}

const clusterLevels: Readonly<Record<string, string>> = { green: 'green', yellow: 'amber', red: 'red' }

function openSearchFacts(health: OpenSearchHealth): Html {
  const { version, status, nodes, shards, unassignedShards, heapUsed, heapMax, diskFree, diskTotal } = health
  return html`<dt>Health</dt><dd><span class="level level-${clusterLevels[status] ?? 'red'}"><span class="dot" aria-hidden="true"></span><span class="level-name">${status}</span></span></dd>
<dt>Version</dt><dd>${version}</dd>
<dt>Nodes</dt><dd>${formatCount(nodes)}</dd>
<dt>Shards</dt><dd>${formatCounted(shards, 'active', 'active')}, ${formatCounted(unassignedShards, 'unassigned', 'unassigned')}</dd>
<dt>Heap</dt><dd>${share(heapUsed, heapMax, 'Heap in use')} ${formatBytes(heapUsed)} of ${formatBytes(heapMax)}</dd>
<dt>Disk</dt><dd>${share(diskTotal - diskFree, diskTotal, 'Disk in use')} ${formatBytes(diskFree)} free of ${formatBytes(diskTotal)}</dd>`
}

function redisFacts({ version, usedBytes, maxBytes, clients, uptimeSeconds }: RedisHealth): Html {
  return html`<dt>Version</dt><dd>${version}</dd>
<dt>Memory</dt><dd>${maxBytes === 0 ? '' : share(usedBytes, maxBytes, 'Memory in use')} ${formatBytes(usedBytes)}${maxBytes === 0 ? ', no limit' : ` of ${formatBytes(maxBytes)}`}</dd>
<dt>Clients</dt><dd>${formatCount(clients)}</dd>
<dt>Up for</dt><dd>${formatDuration(uptimeSeconds * 1_000)}</dd>`
}

function share(used: number, all: number, label: string): Html {
  const percent = all === 0 ? 0 : Math.round((used / all) * 100)
  return html`<progress max="100" value="${percent}" aria-label="${label}">${percent} %</progress>`
}

function instancesTable(instances: readonly Instance[], now: number): Html {
  if (instances.length === 0) return html`<p class="empty">None runs.</p>`
  return html`<div class="scroll" tabindex="0" role="group" aria-label="Instances"><table><thead><tr><th scope="col">Instance</th><th scope="col">Host</th><th scope="col">Version</th><th scope="col">Started</th><th scope="col">Leases</th></tr></thead><tbody>${instances.map(
    ({ id, host, pid, version, startedAt, feeds }) =>
      html`<tr><td><span class="holder" title="${id}">${id.slice(0, 8)}</span></td><td>${host ?? '–'}${pid === undefined ? '' : html` <small>process ${String(pid)}</small>`}</td><td>${version ?? '–'}</td><td>${startedAt === undefined ? absent('not known') : timeElement(startedAt, now)}</td><td>${formatCounted(feeds.length, 'feed')} <small>${feeds.slice(0, 12).join(', ')}${feeds.length > 12 ? ', …' : ''}</small></td></tr>`,
  )}</tbody></table></div>`
}
