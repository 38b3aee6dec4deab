/** Checks the shape of a ViewDefinition before anything is compiled, so that each mistake is told with its place. */
import type { Text } from '../../errors/definition.ts';
import { type Finding, finding } from '../../errors/finding.ts';
import { fhirType } from '../../fhir/fhirpath/type-model.ts';

/** https://sql-on-fhir.org/ig/StructureDefinition/ViewDefinition, invariant sql-name */
const VIEW_NAME = /^[A-Za-z][A-Za-z0-9_]*$/;
const MAX_DEPTH = 50;

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** All that is wrong with the structure, each with its path in the ViewDefinition. */
export function checkStructure(view: unknown): Finding[] {
  const check = new StructureCheck();
  check.view(view);
  return check.findings;
}

class StructureCheck {
  readonly findings: Finding[] = [];

  view(view: unknown): void {
    const at = 'ViewDefinition';
    if (!isObject(view)) {
      this.#wrong(at, { en: 'it is no JSON object', sv: 'det är inget JSON-objekt' });
      return;
    }
    if (view.resourceType !== undefined && !String(view.resourceType).endsWith('ViewDefinition')) {
      this.#wrong(`${at}.resourceType`, { en: 'it is no ViewDefinition', sv: 'det är ingen ViewDefinition' });
    }
    if (this.#text(view, 'resource', at) && !/^[A-Z][A-Za-z]+$/.test(String(view.resource))) {
      this.#wrong(`${at}.resource`, { en: 'it is the name of no resource type', sv: 'ingen resurstyp heter så' });
    } else if (
      typeof view.resource === 'string' &&
      fhirType(view.resource) &&
      fhirType(view.resource)?.kind !== 'resource'
    ) {
      this.#wrong(`${at}.resource`, { en: 'the type is not a resource', sv: 'typen är ingen resurs' });
    }
    if (view.name !== undefined) this.#name(view.name, `${at}.name`);
    this.#each(view, 'where', at, (where, path) => this.#text(where, 'path', path));
    this.#each(view, 'constant', at, (constant, path) => {
      if (this.#text(constant, 'name', path)) this.#name(constant.name, `${path}.name`);
    });
    if (!Array.isArray(view.select) || view.select.length === 0)
      this.#wrong(`${at}.select`, { en: 'there is none', sv: 'det finns ingen' });
    this.#each(view, 'select', at, (select, path) => this.#select(select, path, 0));
  }

  #select(select: Json, at: string, depth: number): void {
    if (depth > MAX_DEPTH) {
      this.#wrong(at, { en: 'nested too deep', sv: 'för djupt nästlad' });
      return;
    }
    const iterations = ['forEach', 'forEachOrNull', 'repeat'].filter((key) => select[key] !== undefined);
    if (iterations.length > 1)
      this.#wrong(at, {
        en: `${iterations.join(' and ')} exclude each other`,
        sv: `${iterations.join(' och ')} utesluter varandra`,
      });
    for (const key of ['forEach', 'forEachOrNull']) {
      if (select[key] !== undefined) this.#text(select, key, at);
    }
    if (select.repeat !== undefined) this.#repeat(select.repeat, `${at}.repeat`);
    this.#each(select, 'column', at, (column, path) => {
      this.#text(column, 'path', path);
      if (this.#text(column, 'name', path)) this.#name(column.name, `${path}.name`);
      if (column.collection !== undefined && typeof column.collection !== 'boolean') {
        this.#wrong(`${path}.collection`, { en: 'it is neither true nor false', sv: 'det är varken true eller false' });
      }
      if (column.type !== undefined) this.#text(column, 'type', path);
      this.#each(column, 'tag', path, (tag, tagPath) => {
        this.#text(tag, 'name', tagPath);
        this.#text(tag, 'value', tagPath);
      });
    });
    this.#each(select, 'select', at, (child, path) => this.#select(child, path, depth + 1));
    this.#each(select, 'unionAll', at, (child, path) => this.#select(child, path, depth + 1));
    if (['column', 'select', 'unionAll'].every((key) => select[key] === undefined)) {
      this.#wrong(at, {
        en: 'it has neither column nor select nor unionAll',
        sv: 'den har varken column, select eller unionAll',
      });
    }
  }

  #repeat(repeat: unknown, at: string): void {
    if (!Array.isArray(repeat) || repeat.length === 0) {
      this.#wrong(at, { en: 'it is no list of paths', sv: 'det är ingen lista med sökvägar' });
      return;
    }
    repeat.forEach((path, index) => {
      if (typeof path !== 'string' || path.trim() === '')
        this.#wrong(`${at}[${index}]`, { en: 'it is no text', sv: 'det är ingen text' });
    });
  }

  #each(owner: Json, key: string, at: string, check: (item: Json, path: string) => void): void {
    const list = owner[key];
    if (list === undefined) return;
    if (!Array.isArray(list)) {
      this.#wrong(`${at}.${key}`, { en: 'it is no list', sv: 'det är ingen lista' });
      return;
    }
    list.forEach((item, index) => {
      const path = `${at}.${key}[${index}]`;
      if (isObject(item)) check(item, path);
      else this.#wrong(path, { en: 'it is no JSON object', sv: 'det är inget JSON-objekt' });
    });
  }

  #text(owner: Json, key: string, at: string): boolean {
    const value = owner[key];
    if (typeof value === 'string' && value.trim() !== '') return true;
    this.#wrong(
      `${at}.${key}`,
      value === undefined
        ? { en: 'it is missing', sv: 'det saknas' }
        : { en: 'it is no text', sv: 'det är ingen text' },
    );
    return false;
  }

  #name(name: unknown, at: string): void {
    if (typeof name !== 'string' || !VIEW_NAME.test(name)) this.findings.push(finding('view-name-invalid', at));
  }

  #wrong(at: string, problem: Text): void {
    this.findings.push(finding('view-structure', at, { problem }));
  }
}
