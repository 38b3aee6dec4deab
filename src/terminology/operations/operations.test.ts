import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Parameters, ParametersParameter, ValueSet } from '@medplum/fhirtypes';
import { SlussError } from '../../errors/sluss-error.ts';
import { loadR4Core } from '../../fhir/definitions/r4-core.ts';
import { PACKAGE_ROOT } from '../../package-root.ts';
import { createTerminology } from '../service.ts';
import { expandOperation } from './expand.ts';
import { lookupOperation } from './lookup.ts';
import { parametersOfQuery } from './parameters.ts';
import { subsumesOperation } from './subsumes.ts';
import { translateOperation } from './translate.ts';
import { validateCodeInSystem, validateCodeInValueSet } from './validate-code.ts';

const ICD = 'http://hl7.org/fhir/sid/icd-10-se';
const SLUSS = 'https://sluss.se/fhir';
const terminology = createTerminology({ folders: [join(PACKAGE_ROOT, 'terminology')], definitions: loadR4Core() });

const value = (parameters: Parameters, name: string) => {
  const { name: _name, ...rest } = parameters.parameter?.find((parameter) => parameter.name === name) ?? {};
  return Object.values(rest)[0] as unknown;
};
const parts = (parameters: Parameters, name: string): Record<string, unknown>[] =>
  (parameters.parameter ?? [])
    .filter((parameter) => parameter.name === name)
    .map(({ part = [] }) =>
      Object.fromEntries(part.map(({ name: key, ...rest }: ParametersParameter) => [key, Object.values(rest)[0]])),
    );
const query = (parameters: Record<string, string>) => parametersOfQuery(parameters);
const fails = (code: string) => (error: unknown) => error instanceof SlussError && error.findings[0]?.code === code;

describe('$lookup', () => {
  it('says what a code is called and where it stands', () => {
    const answer = lookupOperation(terminology, query({ system: 'https://www.icd10.se/', code: 'S72.0' }));
    assert.equal(value(answer, 'name'), 'ICD-10-SE');
    assert.equal(value(answer, 'display'), 'Kollumfraktur');
    const properties = parts(answer, 'property');
    assert.ok(properties.some(({ code, value: parent }) => code === 'parent' && parent === 'S72'));
    assert.ok(properties.some(({ code, value: child }) => code === 'child' && child === 'S7200'));
  });

  it('takes a coding, and only the properties asked for', () => {
    const answer = lookupOperation(terminology, {
      resourceType: 'Parameters',
      parameter: [
        { name: 'coding', valueCoding: { system: ICD, code: 'I10' } },
        { name: 'property', valueCode: 'notSelectable' },
      ],
    });
    assert.deepEqual(parts(answer, 'property'), [{ code: 'notSelectable', value: true }]);
  });

  it('refuses what is missing or unknown', () => {
    assert.throws(() => lookupOperation(terminology, query({ code: 'I109' })), fails('terminology-parameter'));
    assert.throws(() => lookupOperation(terminology, query({ system: ICD, code: 'Q999' })), fails('code-not-found'));
    assert.throws(
      () => lookupOperation(terminology, query({ system: 'urn:x', code: '1' })),
      fails('code-system-not-found'),
    );
    assert.throws(
      () => lookupOperation(terminology, query({ system: 'urn:oid:1.2.752.116.1.3.6', code: '1' })),
      fails('code-system-not-found'),
    );
  });
});

describe('$validate-code', () => {
  it('answers for a code system', () => {
    const right = validateCodeInSystem(
      terminology,
      query({ url: `${SLUSS}/CodeSystem/kon`, code: '1', display: 'man' }),
    );
    assert.equal(value(right, 'result'), true);
    assert.equal(value(right, 'display'), 'Man');
    const wrong = validateCodeInSystem(
      terminology,
      query({ url: `${SLUSS}/CodeSystem/kon`, code: '1', display: 'Kvinna' }),
    );
    assert.equal(value(wrong, 'result'), false);
    assert.match(String(value(wrong, 'message')), /Man/);
    const unknown = validateCodeInSystem(
      terminology,
      query({ url: `${SLUSS}/CodeSystem/kon`, code: '3', displayLanguage: 'sv-SE' }),
    );
    assert.equal(value(unknown, 'message'), 'Kodsystemet har inte koden.');
  });

  it('answers for a value set by url, one of HL7 too', () => {
    const ask = (url: string, code: string, system?: string) =>
      value(validateCodeInValueSet(terminology, query({ url, code, ...(system && { system }) })), 'result');
    assert.equal(ask('http://hl7.org/fhir/ValueSet/administrative-gender', 'female'), true);
    assert.equal(ask('http://hl7.org/fhir/ValueSet/administrative-gender', 'F'), false);
    assert.equal(ask(`${SLUSS}/ValueSet/icd-10-se`, 'I10', ICD), false);
    assert.equal(ask(`${SLUSS}/ValueSet/icd-10-se`, 'I10.9', 'urn:oid:1.2.752.116.1.1.1.1.3'), true);
    const codings = validateCodeInValueSet(terminology, {
      resourceType: 'Parameters',
      parameter: [
        { name: 'url', valueUri: `${SLUSS}/ValueSet/icd-10-se` },
        {
          name: 'codeableConcept',
          valueCodeableConcept: {
            coding: [
              { system: 'urn:x', code: 'y' },
              { system: ICD, code: 'I109' },
            ],
          },
        },
      ],
    });
    assert.equal(value(codings, 'result'), true);
    assert.equal(value(codings, 'code'), 'I109');
  });

  it('answers for a value set that is given', () => {
    const valueSet: ValueSet = {
      resourceType: 'ValueSet',
      status: 'active',
      compose: { include: [{ system: ICD, filter: [{ property: 'concept', op: 'descendent-of', value: 'S72' }] }] },
    };
    const ask = (code: string) =>
      value(
        validateCodeInValueSet(terminology, {
          resourceType: 'Parameters',
          parameter: [
            { name: 'valueSet', resource: valueSet },
            { name: 'coding', valueCoding: { system: ICD, code } },
          ],
        }),
        'result',
      );
    assert.deepEqual([ask('S7200'), ask('S72'), ask('I109')], [true, false, false]);
    assert.throws(() => validateCodeInValueSet(terminology, query({ code: 'x' })), fails('terminology-parameter'));
  });
});

describe('$expand', () => {
  it('gives all codes of a complete value set', () => {
    const { expansion } = expandOperation(terminology, query({ url: `${SLUSS}/ValueSet/par-insatt` }));
    assert.equal(expansion?.total, 3);
    assert.deepEqual(expansion.contains?.[1], {
      system: `${SLUSS}/CodeSystem/par-insatt`,
      code: '2',
      display: 'Särskilt boende',
    });
  });

  it('has exactly the codes that are said to be in the value set', () => {
    for (const { url } of [...(terminology.codeSystems() as Iterable<{ url?: string }>)].filter((item) =>
      item.url?.startsWith(SLUSS),
    )) {
      const valueSet = url!.replace('CodeSystem', 'ValueSet');
      const expanded = new Set(
        expandOperation(terminology, query({ url: valueSet })).expansion?.contains?.map(({ code }) => code),
      );
      const concepts = terminology.edition(url!)!.concepts;
      for (let n = 0; n < concepts.size; n++) {
        const inside = terminology.valueSet(valueSet)?.contains(url, concepts.code(n), {});
        assert.equal(expanded.has(concepts.code(n)), inside, `${valueSet} ${concepts.code(n)}`);
      }
    }
    const kept = expandOperation(terminology, query({ url: `${SLUSS}/ValueSet/kon`, includeDefinition: 'true' }));
    assert.ok(kept.compose && kept.expansion);
  });

  it('filters by the beginnings of code and words, and gives pages', () => {
    const url = `${SLUSS}/ValueSet/icd-10-se`;
    const found = expandOperation(terminology, query({ url, filter: 'HJART aku' })).expansion;
    assert.ok(found?.contains?.length && found.contains.every(({ display }) => /hjärt/i.test(display ?? '')));
    assert.ok(found.parameter?.some(({ name }) => name === 'fragment'));
    const all = expandOperation(terminology, query({ url })).expansion;
    const pages = [0, 100, 200].flatMap(
      (offset) =>
        expandOperation(terminology, query({ url, offset: String(offset), count: '100' })).expansion?.contains ?? [],
    );
    assert.deepEqual(pages, all?.contains?.slice(0, 300));
    assert.ok(all?.contains?.every(({ abstract }) => !abstract));
    assert.throws(() => expandOperation(terminology, query({ url, count: '-1' })), fails('terminology-parameter'));
  });

  it('nests codes below their parents when asked', () => {
    const valueSet: ValueSet = {
      resourceType: 'ValueSet',
      status: 'active',
      compose: { include: [{ system: ICD, filter: [{ property: 'concept', op: 'is-a', value: 'S72' }] }] },
    };
    const { expansion } = expandOperation(terminology, {
      resourceType: 'Parameters',
      parameter: [
        { name: 'valueSet', resource: valueSet },
        { name: 'excludeNested', valueBoolean: false },
      ],
    });
    const [root] = expansion?.contains ?? [];
    assert.equal(expansion?.contains?.length, 1);
    assert.deepEqual([root?.code, root?.abstract], ['S72', true]);
    const neck = root?.contains?.find(({ code }) => code === 'S720');
    assert.ok(neck?.contains?.some(({ code }) => code === 'S7200'));
  });

  it('says why it cannot', () => {
    assert.throws(() => expandOperation(terminology, query({ url: 'urn:none' })), fails('value-set-not-found'));
    assert.throws(
      () => expandOperation(terminology, query({ url: `${SLUSS}/ValueSet/sosnyk` })),
      fails('expansion-not-possible'),
    );
    assert.throws(() => expandOperation(terminology, query({})), fails('terminology-parameter'));
  });
});

describe('$subsumes', () => {
  it('knows the four answers', () => {
    const ask = (codeA: string, codeB: string) =>
      value(subsumesOperation(terminology, query({ system: ICD, codeA, codeB })), 'outcome');
    assert.deepEqual(
      [ask('S72', 'S7200'), ask('S7200', 'S72'), ask('S72', 'S72'), ask('S72', 'I109')],
      ['subsumes', 'subsumed-by', 'equivalent', 'not-subsumed'],
    );
    assert.throws(() => ask('S72', 'Q999'), fails('code-not-found'));
  });
});

describe('$translate', () => {
  const url = `${SLUSS}/ConceptMap/yrke-till-kva`;
  it('gives codes of the register, and back', () => {
    const answer = translateOperation(terminology, query({ url, system: 'urn:oid:1.2.752.116.3.1.3', code: 'LK' }));
    assert.equal(value(answer, 'result'), true);
    assert.deepEqual(parts(answer, 'match')[0]?.concept, { system: 'urn:oid:1.2.752.116.1.3.2.1.4', code: 'XS915' });
    const back = translateOperation(
      terminology,
      query({ url, system: 'urn:oid:1.2.752.116.1.3.2.1.4', code: 'XS915', reverse: 'true' }),
    );
    assert.deepEqual(parts(back, 'match')[0]?.concept, { system: 'urn:oid:1.2.752.116.3.1.3', code: 'LK' });
  });

  it('finds the map by the systems', () => {
    const answer = translateOperation(
      terminology,
      query({
        system: 'http://terminology.hl7.org/CodeSystem/v3-ActPriority',
        code: 'EM',
        targetsystem: `${SLUSS}/CodeSystem/par-pvard`,
      }),
    );
    assert.deepEqual(parts(answer, 'match')[0]?.concept, { system: `${SLUSS}/CodeSystem/par-pvard`, code: '2' });
  });

  it('says when there is none', () => {
    const answer = translateOperation(terminology, query({ url, system: 'urn:oid:1.2.752.116.3.1.3', code: 'TL' }));
    assert.equal(value(answer, 'result'), false);
    assert.deepEqual(parts(answer, 'match')[0]?.equivalence, 'unmatched');
    assert.throws(
      () => translateOperation(terminology, query({ url: 'urn:none', system: 's', code: 'c' })),
      fails('concept-map-not-found'),
    );
  });
});
