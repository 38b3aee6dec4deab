/** SMART App Launch 2.2, system scopes: https://hl7.org/fhir/smart-app-launch/STU2.2/scopes-and-launch-context.html */

/** create, read (and vread, history), update, delete, search */
export type Permission = 'c' | 'r' | 'u' | 'd' | 's';

export interface Scope {
  /** A resource type, or `*`. */
  type: string;
  permissions: Permission[];
}

const ORDER: Permission[] = ['c', 'r', 'u', 'd', 's'];
/** "system/*.cruds", each letter at most once and in this order; v1's read, write and * mean rs, cud and cruds. */
const PATTERN = /^system\/(\*|[A-Z][A-Za-z]+)\.(?=[cruds])(c?r?u?d?s?)$/;
const VERSION_1: Record<string, string> = { read: 'rs', write: 'cud', '*': 'cruds' };

/** Reads one scope. Undefined when it is not a system scope that Sluss grants (granular `?…` scopes are not). */
export function parseScope(text: string): Scope | undefined {
  const match = PATTERN.exec(text.replace(/\.(read|write|\*)$/, (_, word: string) => `.${VERSION_1[word]}`));
  return match ? { type: match[1]!, permissions: match[2]!.split('') as Permission[] } : undefined;
}

/** The scope as text, such as `system/Encounter.rs`. */
export function formatScope(scope: Scope): string {
  return `system/${scope.type}.${scope.permissions.join('')}`;
}

/** What a client gets: what it asks for, as far as it is registered for it. Empty when nothing remains. */
export function intersectScopes(asked: Scope[], registered: Scope[]): Scope[] {
  const granted = new Map<string, Set<Permission>>();
  for (const ask of asked) {
    for (const limit of registered) {
      if (ask.type !== '*' && limit.type !== '*' && ask.type !== limit.type) continue;
      const type = ask.type === '*' ? limit.type : ask.type;
      const common = ask.permissions.filter((permission) => limit.permissions.includes(permission));
      if (common.length > 0) granted.set(type, new Set([...(granted.get(type) ?? []), ...common]));
    }
  }
  return [...granted].map(([type, permissions]) => ({ type, permissions: ORDER.filter((p) => permissions.has(p)) }));
}

/** Whether the scopes allow an interaction on a type; type `*` asks whether they allow it on any type at all. */
export function allows(scopes: Scope[], type: string, permission: Permission): boolean {
  return scopes.some(
    (scope) => (type === '*' || scope.type === '*' || scope.type === type) && scope.permissions.includes(permission),
  );
}
