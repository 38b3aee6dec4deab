import { type Client, clientsSchema } from '../access/client.ts';
import { type Finding, finding } from '../errors/finding.ts';
import { parseData, readText, reason, unusable } from './faults.ts';
import { ENVIRONMENT } from './schema.ts';

/** The clients of the clients file; a fault for everything in it that cannot be used. */
export function readClients(path: string | undefined, faults: Finding[]): Client[] {
  const text = path === undefined ? undefined : readText(path, ENVIRONMENT.clientsFile, faults);
  if (path === undefined || text === undefined) return [];
  let value: unknown;
  try {
    value = parseData(path, text);
  } catch {
    faults.push(
      unusable(ENVIRONMENT.clientsFile, { en: 'it is neither YAML nor JSON', sv: 'den är varken YAML eller JSON' }),
    );
    return [];
  }
  const result = clientsSchema.safeParse(Array.isArray(value) ? { clients: value } : value);
  if (result.success) return result.data.clients as Client[];
  for (const issue of result.error.issues) {
    faults.push(
      finding('configuration-client-invalid', '', {
        place: issue.path.join('.') || { en: 'its root', sv: 'sin rot' },
        reason: reason(issue),
      }),
    );
  }
  return [];
}
