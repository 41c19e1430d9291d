import { Counter, collectDefaultMetrics, Gauge, Histogram, register } from 'prom-client';

export { register as metricsRegister };

/** Default metrics of the process, and its name on every sample. */
export function nameMetrics(processName: string): void {
  register.setDefaultLabels({ process: processName });
  collectDefaultMetrics();
}

export const ledgerMetrics = () => ({
  sealed: new Counter({ name: 'chainward_ledger_sealed_total', help: 'Events sealed into the log by this keeper.' }),
  size: new Gauge({ name: 'chainward_ledger_size', help: 'Events in the log.' }),
  forged: new Counter({
    name: 'chainward_ledger_forged_total',
    help: 'Rows of the inbox that were refused as forged or damaged.',
  }),
});

export const frontMetrics = () => ({
  requests: new Counter({
    name: 'chainward_front_requests_total',
    help: 'Requests answered.',
    labelNames: ['protocol', 'status'],
  }),
  refused: new Counter({
    name: 'chainward_front_refused_total',
    help: 'Requests that the front answered itself.',
    labelNames: ['reason'],
  }),
  forged: new Counter({
    name: 'chainward_front_forged_headers_total',
    help: 'Headers stripped that only a proxy may set.',
  }),
  duration: new Histogram({
    name: 'chainward_front_duration_seconds',
    help: 'From the request’s head to the response’s end.',
    buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
  }),
});
