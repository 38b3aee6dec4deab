import { SlussError } from '../errors/sluss-error.ts';
import type { Register } from './register.ts';

/** The register of an id or a short name. Throws `register-unknown`. */
export function findRegister(registers: readonly Register[], name: string): Register {
  const found = registers.find(({ definition }) => definition.id === name || definition.shortName === name);
  if (!found) throw SlussError.of('register-unknown', { register: name.slice(0, 60) });
  return found;
}
