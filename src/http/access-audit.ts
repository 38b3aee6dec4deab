/** Entries of the audit log for reads (L-1). */
import type { Caller } from '../access/caller.ts';
import type { View } from '../access/view.ts';
import type { ReadResource } from '../repository/read/view.ts';
import type { AuditEntry } from '../repository/types.ts';
import { NO_PERSON } from '../repository/types.ts';

/** One entry for each vårdgivare whose resources are shown; one without persons when nothing is. */
export function readEntries(
  action: 'read' | 'search',
  caller: Caller,
  view: View,
  resources: ReadResource[],
  detail: Record<string, string | number>,
): AuditEntry[] {
  const { purpose, rule } = view;
  const entry = { action, client: caller.client, purpose, rule };
  const [only, ...others] = caller.vardgivare;
  if (resources.length === 0) {
    const outcome = action === 'read' ? 'denied' : 'ok';
    return [
      {
        ...entry,
        ...(only && others.length === 0 && { vardgivare: only }),
        outcome,
        detail: { ...detail, resources: 0 },
      },
    ];
  }
  return [...Map.groupBy(resources, (item) => item.vardgivare)].map(([vardgivare, own]) => ({
    ...entry,
    vardgivare,
    personKeys: [...new Set(own.map((item) => item.personKey))].filter((key) => key !== NO_PERSON),
    outcome: 'ok',
    detail: { ...detail, resources: own.length },
  }));
}
