/** Prometheus metrics of one gateway. Labels are routes, statuses, outcomes, registers and steps: never anything of a person. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

export interface Metrics {
  registry: Registry;
  request(method: string, route: string, status: number, seconds: number): void;
  /** accepted, partial, rejected, repeated … */
  submission(outcome: string): void;
  /** Rows that a submission put into a register's table. */
  rows(register: string, table: string, count: number): void;
  /** How long a step of a submission took. */
  step(name: string, seconds: number): void;
  token(outcome: 'issued' | 'refused'): void;
  ready(ready: boolean): void;
}

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** Makes the metrics with a registry of their own, so that several gateways of one process keep apart. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const requests = new Counter({
    name: 'sluss_http_requests_total',
    help: 'HTTP requests by route and status',
    labelNames: ['method', 'route', 'status'],
    registers,
  });
  const durations = new Histogram({
    name: 'sluss_http_request_seconds',
    help: 'Duration of HTTP requests by route',
    labelNames: ['method', 'route'],
    buckets: SECONDS,
    registers,
  });
  const submissions = new Counter({
    name: 'sluss_submissions_total',
    help: 'Submissions by outcome',
    labelNames: ['outcome'],
    registers,
  });
  const rows = new Counter({
    name: 'sluss_register_rows_total',
    help: 'Rows written by register and table, corrections included',
    labelNames: ['register', 'table'],
    registers,
  });
  const steps = new Histogram({
    name: 'sluss_submission_step_seconds',
    help: 'Duration of the steps of a submission',
    labelNames: ['step'],
    buckets: SECONDS,
    registers,
  });
  // Every submission tells every step: what its label leads to is looked up once.
  const ofStep = new Map<string, Histogram.Internal<'step'>>();
  const stepOf = (step: string) => {
    const known = ofStep.get(step) ?? steps.labels({ step });
    ofStep.set(step, known);
    return known;
  };
  const tokens = new Counter({
    name: 'sluss_tokens_total',
    help: 'Token requests by outcome',
    labelNames: ['outcome'],
    registers,
  });
  const ready = new Gauge({ name: 'sluss_ready', help: '1 when the gateway takes requests', registers });

  return {
    registry,
    request(method, route, status, seconds) {
      requests.inc({ method, route, status });
      durations.observe({ method, route }, seconds);
    },
    submission: (outcome) => submissions.inc({ outcome }),
    rows: (register, table, count) => rows.inc({ register, table }, count),
    step: (step, seconds) => stepOf(step).observe(seconds),
    token: (outcome) => tokens.inc({ outcome }),
    ready: (value) => ready.set(value ? 1 : 0),
  };
}
