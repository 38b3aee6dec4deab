import type { Metrics } from '../http/metrics.ts';

export interface StepShare {
  step: string;
  seconds: number;
  /** Part of all steps together, 0–1. */
  share: number;
}

/** The histogram of the submission's steps, whose sums say where the time goes. */
export const STEP_METRIC = 'sluss_submission_step_seconds';

/** Where the time of all submissions went, the slowest step first. */
export async function stepShares(metrics: Pick<Metrics, 'registry'>): Promise<StepShare[]> {
  const { values } = (await metrics.registry.getSingleMetric(STEP_METRIC)?.get()) ?? { values: [] };
  const sums = values.filter((value) => 'metricName' in value && value.metricName === `${STEP_METRIC}_sum`);
  return shares(sums.map(({ labels, value }) => [String(labels.step), value]));
}

/** The same from the text of `/metrics`, for a gateway in another process. */
export function stepSharesOf(text: string): StepShare[] {
  const lines = text.matchAll(new RegExp(`^${STEP_METRIC}_sum\\{step="([^"]+)"\\} (\\S+)$`, 'gm'));
  return shares([...lines].map(([, step, seconds]) => [step!, Number(seconds)]));
}

function shares(sums: [step: string, seconds: number][]): StepShare[] {
  const total = sums.reduce((sum, [, seconds]) => sum + seconds, 0);
  return sums
    .map(([step, seconds]) => ({ step, seconds, share: total > 0 ? seconds / total : 0 }))
    .sort((a, b) => b.seconds - a.seconds);
}
