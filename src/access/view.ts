/** A view is what a reader sees. Every read goes through one; there is no way to the repository without it. */
import type { Caller } from './caller.ts';

/** Why somebody reads: namespaced by the law that allows it, one list, closed. */
export type Purpose = 'pdl:7-9-direktatkomst';

/** A vårdgivare's direct access to what it submitted itself, and to nothing else. */
export interface OwnView {
  kind: 'own';
  vardgivare: string[];
  purpose: Purpose;
  rule: 'A-2';
  law: string;
}

export type View = OwnView;

/** The view that a caller has. Default deny: a caller without a vårdgivare sees nothing, since no row is its own. */
export function viewOf(caller: Caller): View {
  return {
    kind: 'own',
    vardgivare: caller.vardgivare,
    purpose: 'pdl:7-9-direktatkomst',
    rule: 'A-2',
    law: '7 kap. 9 § patientdatalagen (2008:355)',
  };
}

/** Name of the key that turns a vårdgivare's internal ids into the ids that it sees: the same for every client that acts for it. */
export function viewKeyName(vardgivare: string): string {
  return `own:${vardgivare}`;
}
