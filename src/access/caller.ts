import type { Scope } from './scope.ts';

/** Who calls: a registered client with a valid access token. */
export interface Caller {
  client: string;
  /** organisationsnummer (ten digits) of every vårdgivare that the client may act for (T-1). */
  vardgivare: string[];
  scopes: Scope[];
}
