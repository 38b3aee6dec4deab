/** R4's parameters of the terminology operations: what each does, and that what is not supported is refused by name. */
import assert from 'node:assert/strict';
import type { CodeSystem, ConceptMap, ValueSet } from '@medplum/fhirtypes';
import { makeClient } from '../support/client.ts';
import { type Answer, startTestGateway, type TestGateway } from '../support/gateway.ts';
import { codeOf, parameterOf, parameters } from '../support/parameters.ts';

const COLOURS: CodeSystem = {
  resourceType: 'CodeSystem',
  url: 'https://ehr.example/CodeSystem/colours',
  version: '7',
  status: 'active',
  content: 'complete',
  property: [{ code: 'inactive', uri: 'http://hl7.org/fhir/concept-properties#inactive', type: 'boolean' }],
  concept: [
    {
      code: 'red',
      display: 'Red',
      property: [{ code: 'notSelectable', valueBoolean: true }],
      concept: [{ code: 'scarlet', display: 'Scarlet', designation: [{ language: 'sv', value: 'Scharlakansröd' }] }],
    },
    { code: 'mauve', display: 'Mauve', property: [{ code: 'inactive', valueBoolean: true }] },
  ],
};
const ICD = 'http://hl7.org/fhir/sid/icd-10-se';
const FINDING = 'https://sluss.se/fhir/CodeSystem/finding';
const GENDER = 'http://hl7.org/fhir/administrative-gender';
const ICD_SET = 'https://sluss.se/fhir/ValueSet/icd-10-se';

describe('parameters of terminology operations', function () {
  this.timeout(60_000);
  let running: TestGateway;
  let ask: ReturnType<TestGateway['as']>;

  before(async () => {
    const client = await makeClient();
    running = await startTestGateway([client]);
    ask = running.as(client);
  });
  after(() => running?.close());

  /** By GET, and by POST with the same parameters as a Parameters resource: the answers must be the same. */
  async function both(path: string, query: [string, string][]): Promise<Answer> {
    const byGet = await ask('GET', `${path}?${new URLSearchParams(query)}`);
    const list = query.map(([name, value]) => ({ name, valueString: value }));
    const byPost = await ask('POST', path, parameters(...list));
    const plain = ({ body }: Answer) => JSON.stringify(body).replace(/"timestamp":"[^"]*"/, '');
    assert.deepEqual([byPost.status, plain(byPost)], [byGet.status, plain(byGet)]);
    return byGet;
  }
  const refused = (answer: Answer) => [answer.status, codeOf(answer)];

  describe('$validate-code', () => {
    const ask1 = (type: string, ...given: object[]) => ask('POST', `/${type}/$validate-code`, parameters(...given));
    const inColours = (...given: object[]) => ask1('CodeSystem', { name: 'codeSystem', resource: COLOURS }, ...given);

    it('takes a code system that is sent, which nothing else has a part in', async () => {
      const valid = await inColours({ name: 'code', valueCode: 'scarlet' });
      assert.deepEqual(
        ['result', 'display', 'system', 'version'].map((name) => parameterOf(valid, name)),
        [true, 'Scarlet', COLOURS.url, '7'],
      );
      const coding = { system: COLOURS.url, code: 'blue' };
      assert.equal(parameterOf(await inColours({ name: 'coding', valueCoding: coding }), 'result'), false);
      const later = await both('/CodeSystem/$validate-code', [
        ['url', COLOURS.url!],
        ['code', 'scarlet'],
      ]);
      assert.equal(parameterOf(later, 'result'), false);
      const broken = await ask1('CodeSystem', { name: 'codeSystem', resource: { resourceType: 'CodeSystem' } });
      assert.equal(broken.status, 422);
    });

    it('takes abstract and displayLanguage, and says what is no longer used', async () => {
      const red = { name: 'code', valueCode: 'red' };
      assert.equal(parameterOf(await inColours(red), 'result'), true);
      const heading = await inColours(red, { name: 'abstract', valueBoolean: false });
      assert.equal(parameterOf(heading, 'result'), false);
      assert.match(String(parameterOf(heading, 'message')), /heading/);
      const language = { name: 'displayLanguage', valueCode: 'sv' };
      const scarlet = { name: 'code', valueCode: 'scarlet' };
      const swedish = await inColours(scarlet, language, { name: 'display', valueString: 'scharlakansröd' });
      assert.deepEqual([parameterOf(swedish, 'result'), parameterOf(swedish, 'display')], [true, 'Scharlakansröd']);
      const english = await inColours(scarlet, language, { name: 'display', valueString: 'Scarlet' });
      assert.equal(parameterOf(english, 'result'), false);
      const mauve = await inColours({ name: 'code', valueCode: 'mauve' });
      assert.deepEqual([parameterOf(mauve, 'result'), parameterOf(mauve, 'inactive')], [true, true]);
    });

    it('takes a value set that is sent, a codeableConcept, and leaves out the system of a value set of one', async () => {
      const valueSet: ValueSet = {
        resourceType: 'ValueSet',
        status: 'active',
        compose: { include: [{ system: GENDER, concept: [{ code: 'male' }] }] },
      };
      const given = { name: 'valueSet', resource: valueSet };
      const concept = {
        coding: [
          { system: 'urn:x', code: 'y' },
          { system: GENDER, code: 'male' },
        ],
      };
      const found = await ask1('ValueSet', given, { name: 'codeableConcept', valueCodeableConcept: concept });
      assert.deepEqual([parameterOf(found, 'result'), parameterOf(found, 'version')], [true, '4.0.1']);
      const bare = await ask1('ValueSet', given, { name: 'code', valueCode: 'male' });
      assert.deepEqual([parameterOf(bare, 'result'), parameterOf(bare, 'system')], [true, GENDER]);
      const other = await both('/ValueSet/icd-10-se/$validate-code', [['code', 'I10.9']]);
      assert.equal(parameterOf(other, 'result'), true);
    });

    it('refuses what it does not support by name, and value sets that nobody has', async () => {
      const context = await both('/ValueSet/$validate-code', [
        ['context', 'Condition.code'],
        ['code', 'x'],
      ]);
      assert.deepEqual(refused(context), [400, 'terminology-parameter-unsupported']);
      assert.match(context.body.issue[0].details.text, /context/);
      const none = await both('/ValueSet/$validate-code', [
        ['url', 'urn:none'],
        ['system', ICD],
        ['code', 'x'],
      ]);
      assert.deepEqual(refused(none), [404, 'value-set-not-found']);
      const version = await both('/ValueSet/$validate-code', [
        ['url', ICD_SET],
        ['valueSetVersion', '1'],
        ['code', 'x'],
      ]);
      assert.deepEqual(refused(version), [404, 'value-set-not-found']);
    });
  });

  it('$lookup answers in a language, with the properties that are asked for', async () => {
    const lookup = (...more: [string, string][]) =>
      both('/CodeSystem/$lookup', [['system', FINDING], ['code', 'code-unknown'], ...more]);
    const [english, swedish] = [await lookup(), await lookup(['displayLanguage', 'sv-SE'])];
    assert.match(String(parameterOf(english, 'display')), /does not exist/);
    assert.match(String(parameterOf(swedish, 'display')), /finns inte/);
    const some = await lookup(['property', 'inactive'], ['property', 'notSelectable']);
    const names = some.body.parameter.map(({ name }: { name: string }) => name);
    assert.deepEqual([...new Set(names)].sort(), ['code', 'display', 'name', 'property', 'system', 'version']);
    assert.equal(names.filter((name: string) => name === 'property').length, 2);
  });

  it('$subsumes takes two codings, also of aliases', async () => {
    const coding = (name: string, system: string, code: string) => ({ name, valueCoding: { system, code } });
    const answer = await ask(
      'POST',
      '/CodeSystem/$subsumes',
      parameters(coding('codingA', '1.2.752.116.1.1.1.1.3', 'S72'), coding('codingB', ICD, 'S72.00')),
    );
    assert.equal(parameterOf(answer, 'outcome'), 'subsumes');
    const mixed = parameters(coding('codingA', ICD, 'S72'), coding('codingB', GENDER, 'male'));
    assert.deepEqual(refused(await ask('POST', '/CodeSystem/$subsumes', mixed)), [400, 'terminology-parameter']);
  });

  describe('$expand', () => {
    const own = (compose: ValueSet['compose'], ...more: object[]) =>
      ask(
        'POST',
        '/ValueSet/$expand',
        parameters(
          { name: 'valueSet', resource: { resourceType: 'ValueSet', url: 'urn:own', status: 'active', compose } },
          ...more,
        ),
      );
    const codes = ({ body }: Answer): string[] =>
      (body.expansion.contains ?? []).map(({ code }: { code: string }) => code);
    const flag = (name: string, value: boolean) => ({ name, valueBoolean: value });

    it('leaves out headings, systems and inactive codes', async () => {
      const femur = {
        include: [{ system: ICD, filter: [{ property: 'concept', op: 'is-a' as const, value: 'S72' }] }],
      };
      assert.ok(codes(await own(femur)).includes('S72'));
      const chosen = await own(femur, flag('excludeNotForUI', true), flag('excludePostCoordinated', true));
      assert.ok(!codes(chosen).includes('S72') && codes(chosen).includes('S7200'));
      const two = { include: [...femur.include, { system: GENDER }] };
      const excluded = await own(two, { name: 'exclude-system', valueCanonical: ICD });
      assert.deepEqual(codes(excluded), ['male', 'female', 'other', 'unknown']);
      assert.equal(excluded.body.expansion.total, 4);
      const other = await own(two, { name: 'exclude-system', valueCanonical: `${GENDER}|3` });
      assert.ok(codes(other).includes('male'));
      const genders = await own(two, { name: 'exclude-system', valueCanonical: `${GENDER}|4.0.1` });
      assert.ok(!codes(genders).includes('male'));
    });

    it('names designations by language, and shows displays in it', async () => {
      const include = { include: [{ system: FINDING, concept: [{ code: 'code-unknown' }] }] };
      const contains = async (...more: object[]) => (await own(include, ...more)).body.expansion.contains[0];
      assert.equal((await contains()).designation, undefined);
      assert.equal((await contains(flag('includeDesignations', true))).designation[0].language, 'sv');
      const token = (value: string) => ({ name: 'designation', valueString: value });
      assert.equal((await contains(token('urn:ietf:bcp:47|sv'))).designation.length, 1);
      assert.equal((await contains(token('urn:ietf:bcp:47|fi'))).designation, undefined);
      assert.match((await contains({ name: 'displayLanguage', valueCode: 'sv' })).display, /finns inte/);
    });

    it('checks the version that a value set states', async () => {
      const stated = { include: [{ system: GENDER, version: '4.0.1' }] };
      const version = (name: string, value: string) => ({ name, valueCanonical: `${GENDER}|${value}` });
      assert.equal(codes(await own(stated, version('check-system-version', '4.0.1'))).length, 4);
      const wrong = await own(stated, version('check-system-version', '5.0.0'));
      assert.deepEqual(refused(wrong), [422, 'expansion-version']);
      const forced = await own(stated, version('force-system-version', '9'));
      assert.deepEqual(refused(forced), [422, 'expansion-not-possible']);
      const bare = await own(stated, { name: 'system-version', valueCanonical: GENDER });
      assert.deepEqual(refused(bare), [400, 'terminology-parameter']);
    });

    it('pages without loss or repetition, filtered or not', async () => {
      for (const filter of [[], [['filter', 'fraktur']]] as [string, string][][]) {
        const all = codes(await both('/ValueSet/icd-10-se/$expand', filter));
        const pages: string[] = [];
        for (let offset = 0; offset < all.length; offset += 7) {
          const page = await both('/ValueSet/icd-10-se/$expand', [
            ...filter,
            ['offset', String(offset)],
            ['count', '7'],
          ]);
          assert.equal(page.body.expansion.total, all.length);
          assert.equal(page.body.expansion.offset, offset);
          pages.push(...codes(page));
        }
        assert.deepEqual(pages, all);
        const beyond = await both('/ValueSet/icd-10-se/$expand', [...filter, ['offset', '99999']]);
        assert.deepEqual(codes(beyond), []);
      }
      const none = await both('/ValueSet/icd-10-se/$expand', [['count', '0']]);
      assert.ok(none.body.expansion.total > 0 && none.body.expansion.contains === undefined);
      const dotted = await both('/ValueSet/icd-10-se/$expand', [['filter', 'S72.0']]);
      assert.ok(codes(dotted).includes('S7200'));
    });

    it('refuses by name what it does not support', async () => {
      for (const name of ['context', 'contextDirection']) {
        const answer = await both('/ValueSet/$expand', [
          ['url', ICD_SET],
          [name, 'incoming'],
        ]);
        assert.deepEqual(refused(answer), [400, 'terminology-parameter-unsupported'], name);
      }
    });
  });

  describe('$translate', () => {
    const url = 'https://sluss.se/fhir/ConceptMap/act-priority-till-par-pvard';
    const system = 'http://terminology.hl7.org/CodeSystem/v3-ActPriority';
    const par = 'https://sluss.se/fhir/CodeSystem/par-pvard';
    const matches = ({ body }: Answer) =>
      body.parameter
        .filter(({ name }: { name: string }) => name === 'match')
        .map(({ part }: { part: { name: string; valueCoding?: object; valueUri?: string }[] }) => part);

    it('by map, by systems, by value sets and back, on the type and on a map', async () => {
      const result = async (...query: [string, string][]) =>
        parameterOf(await both('/ConceptMap/$translate', query), 'result');
      const code: [string, string][] = [
        ['system', system],
        ['code', 'EM'],
      ];
      assert.equal(await result(...code, ['url', url]), true);
      assert.equal(await result(...code, ['targetsystem', par]), true);
      assert.equal(await result(...code, ['targetsystem', 'urn:none']), false);
      assert.equal(await result(...code, ['target', 'https://sluss.se/fhir/ValueSet/par-pvard']), true);
      assert.equal(await result(...code, ['url', url], ['target', 'urn:none']), false);
      assert.equal(await result(['system', par], ['code', '2'], ['reverse', 'true'], ['url', url]), true);
      const named = await both('/ConceptMap/act-priority-till-par-pvard/$translate', code);
      const [first] = matches(named);
      assert.match(
        first.find(({ name }: { name: string }) => name === 'source').valueUri,
        /act-priority-till-par-pvard\|\d{4}/,
      );
    });

    it('with a map that is sent, whose versions count', async () => {
      const conceptMap: ConceptMap = {
        resourceType: 'ConceptMap',
        url: 'urn:map',
        version: '3',
        status: 'active',
        group: [
          {
            source: 'urn:a',
            sourceVersion: '1',
            target: 'urn:b',
            targetVersion: '2',
            element: [{ code: 'x', target: [{ code: 'y', equivalence: 'equal' }] }],
          },
        ],
      };
      const translated = (version?: string) =>
        ask(
          'POST',
          '/ConceptMap/$translate',
          parameters(
            { name: 'conceptMap', resource: conceptMap },
            { name: 'coding', valueCoding: { system: 'urn:a', code: 'x', ...(version && { version }) } },
          ),
        );
      const [part] = matches(await translated('1'));
      const value = (name: string) => part.find((item: { name: string }) => item.name === name);
      assert.deepEqual(value('concept').valueCoding, { system: 'urn:b', version: '2', code: 'y' });
      assert.equal(value('source').valueUri, 'urn:map|3');
      assert.equal(parameterOf(await translated('2'), 'result'), false);
    });

    it('refuses dependencies, and maps that nobody has', async () => {
      const dependency = parameters({ name: 'url', valueUri: url }, { name: 'dependency', part: [] });
      const answer = await ask('POST', '/ConceptMap/$translate', dependency);
      assert.deepEqual(refused(answer), [400, 'terminology-parameter-unsupported']);
      const version = await both('/ConceptMap/$translate', [
        ['url', url],
        ['conceptMapVersion', '9'],
        ['system', system],
        ['code', 'EM'],
      ]);
      assert.deepEqual(refused(version), [404, 'concept-map-not-found']);
    });
  });

  it('searches take tokens with a system, dates, descriptions and codes', async () => {
    const total = async (type: string, query: Record<string, string>) => {
      const { status, body } = await ask('GET', `/${type}?${new URLSearchParams(query)}`);
      assert.equal(status, 200, JSON.stringify(body));
      return body.total as number;
    };
    const all = await total('CodeSystem', {});
    assert.equal(await total('CodeSystem', { status: 'http://hl7.org/fhir/publication-status|active' }), all);
    assert.equal(await total('CodeSystem', { status: 'draft' }), 0);
    assert.equal(await total('CodeSystem', { date: 'ge2026-01-01' }), all);
    assert.equal(await total('CodeSystem', { date: 'lt2026' }), 0);
    assert.ok((await total('CodeSystem', { code: 'I109' })) >= 1);
    assert.ok((await total('CodeSystem', { language: 'sv' })) >= 1);
    assert.ok((await total('ValueSet', { reference: ICD })) >= 1);
    assert.ok((await total('ValueSet', { 'description:contains': 'e' })) > 1);
    assert.equal(await total('ConceptMap', { 'target-system': 'https://sluss.se/fhir/CodeSystem/par-pvard' }), 1);
    assert.equal(await total('NamingSystem', { 'id-type': 'oid', value: '1.2.752.129.2.1.4.1' }), 1);
  });
});
