import type { Run } from '../run.ts';

/** The profiles of an operation's parameters are known, and are of Parameters. The run stands at the OperationDefinition. */
export function checkOperationDefinition(operation: Record<string, unknown>, run: Run): void {
  for (const name of ['inputProfile', 'outputProfile']) {
    const canonical = operation[name];
    if (typeof canonical !== 'string' || canonical === '') continue;
    const profile = run.services.definitions.resolve(canonical, 'StructureDefinition');
    if (!profile) run.report('profile-unknown', { profile: canonical }, { severity: 'error' }, `.${name}`);
    else if (profile.type !== 'Parameters') {
      run.report('operation-profile-type', { found: String(profile.type) }, {}, `.${name}`);
    }
  }
}
