import { setTimeout as sleep } from 'node:timers/promises';
import type { Resource, Task } from '@medplum/fhirtypes';
import type { JWK } from 'jose';
import { requestToken } from '../access/request-token.ts';

export interface Answer {
  status: number;
  /** Undefined when the answer is not JSON. */
  body: Resource | undefined;
  /** Address of the receipt, when there is one. */
  receiptUrl: string | undefined;
  /** How often it was sent, 1 when the first time was enough. */
  attempts: number;
}

export interface VendorClientOptions {
  baseUrl: string;
  clientId: string;
  privateJwk: JWK;
  /** Ends waiting between attempts. A request under way is always let through, so that its answer is known. */
  signal?: AbortSignal;
  /** Attempts for one request before its last answer is taken as it is. */
  attempts?: number;
}

/** Answers that ask to come again: too many requests, and a gateway or its database that is not ready (RFC 9110, 15.6.4). */
const COME_AGAIN = new Set([429, 503]);

/**
 * A vendor's EHR as a client of the gateway: gets its tokens by private_key_jwt and renews them, sends bundles, waits and tries again when asked to.
 * A submission is idempotent (S-3), so it is safe to send it again when the connection broke before the answer came.
 */
export class VendorClient {
  readonly #options: VendorClientOptions;
  #token: Promise<string> | undefined;

  constructor(options: VendorClientOptions) {
    this.#options = options;
  }

  /** Sends a bundle, as text or as a resource. Throws when no answer comes. */
  async submit(bundle: string | Resource): Promise<Answer> {
    const body = typeof bundle === 'string' ? bundle : JSON.stringify(bundle);
    return this.#request('', { method: 'POST', body, headers: { 'content-type': 'application/fhir+json' } });
  }

  /** Reads a receipt by its address. Throws when it is not one. */
  async receipt(url: string): Promise<Task> {
    const { status, body } = await this.#request(url, {});
    if (body?.resourceType !== 'Task') throw new Error(`${url} is no receipt: ${status}`);
    return body;
  }

  async #request(
    path: string,
    init: { method?: string; body?: string; headers?: Record<string, string> },
  ): Promise<Answer> {
    const { baseUrl, signal, attempts: most = 8 } = this.#options;
    const url = path.startsWith('http') ? path : `${baseUrl}${path}`;
    for (let attempt = 1; ; attempt++) {
      const last = attempt >= most;
      const pause = Math.min(100 * 2 ** attempt, 5000) * (0.5 + Math.random() / 2);
      let response: Response;
      try {
        const authorization = `Bearer ${await this.#accessToken()}`;
        const headers = { accept: 'application/fhir+json', ...init.headers, authorization };
        response = await fetch(url, { ...init, headers });
      } catch (error) {
        if (last || signal?.aborted) throw error;
        this.#token = undefined;
        await sleep(pause, undefined, { ...(signal && { signal }) });
        continue;
      }
      if (response.status === 401 && !last) {
        this.#token = undefined;
        await response.arrayBuffer();
        continue;
      }
      if (COME_AGAIN.has(response.status) && !last) {
        await response.arrayBuffer();
        const after = Number(response.headers.get('retry-after'));
        await sleep(after > 0 ? after * 1000 : pause, undefined, { ...(signal && { signal }) });
        continue;
      }
      return {
        status: response.status,
        body: await resourceOf(response),
        receiptUrl: receiptUrlOf(response),
        attempts: attempt,
      };
    }
  }

  #accessToken(): Promise<string> {
    const { clientId, privateJwk, baseUrl } = this.#options;
    this.#token ??= requestToken({ clientId, privateJwk, baseUrl });
    return this.#token;
  }
}

async function resourceOf(response: Response): Promise<Resource | undefined> {
  try {
    return (await response.json()) as Resource;
  } catch {
    return undefined;
  }
}

/** `Link: <…/Task/id>; rel="related"; title="receipt"` */
function receiptUrlOf(response: Response): string | undefined {
  return /<([^>]+\/Task\/[^>]+)>/.exec(response.headers.get('link') ?? '')?.[1];
}
