import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bundle, Encounter, Patient, Resource } from '@medplum/fhirtypes';
import { checkOrganisationsnummer } from '../identity/organisationsnummer.ts';
import { checkPersonIdentifier } from '../identity/person-identifier.ts';
import { PACKAGE_ROOT } from '../package-root.ts';
import { localDateTime, minute, utcDateTime } from './calendar.ts';
import { HOME_REGIONS, vardgivareOf } from './organisations.ts';
import { permutation } from './permutation.ts';
import { population } from './person.ts';
import { PLACES } from './places.ts';
import { type SyntheticBundle, syntheticBundles, VENDORS } from './stream.ts';
import { ALIAS, OFFICIAL } from './systems.ts';
import { Reckoning, writePopulation } from './write.ts';

const SEED = 42;
const CANONICAL = new Map([
  [ALIAS.personnummer, OFFICIAL.personnummer],
  [ALIAS.samordningsnummer, OFFICIAL.samordningsnummer],
  [ALIAS.national, OFFICIAL.national],
]) as Map<string, string>;

const resources = (bundle: Bundle): Resource[] => (bundle.entry ?? []).flatMap(({ resource }) => resource ?? []);
const digest = (items: Iterable<SyntheticBundle>): string => {
  const hash = createHash('sha256');
  for (const item of items) hash.update(JSON.stringify(item));
  return hash.digest('hex');
};

describe('the synthetic population', () => {
  const all = [...syntheticBundles({ people: 3000, seed: SEED })];
  const taken = all.filter(({ expected }) => expected.answer === 'accepted');

  it('is the same for the same seed, another for another', () => {
    const once = digest(syntheticBundles({ people: 50, seed: 7 }));
    assert.equal(digest(syntheticBundles({ people: 50, seed: 7 })), once);
    assert.notEqual(digest(syntheticBundles({ people: 50, seed: 8 })), once);
  });

  it('is the same on machines of other time zones', () => {
    const script = `import { syntheticBundles } from './src/synth/stream.ts';
      import { createHash } from 'node:crypto';
      const hash = createHash('sha256');
      for (const item of syntheticBundles({ people: 40, seed: 3 })) hash.update(JSON.stringify(item));
      console.log(hash.digest('hex'));`;
    const digests = ['UTC', 'Europe/Stockholm', 'Pacific/Kiritimati'].map((TZ) =>
      execFileSync(process.execPath, ['--input-type=module-typescript', '-e', script], {
        cwd: PACKAGE_ROOT,
        env: { ...process.env, TZ },
        encoding: 'utf8',
      }),
    );
    assert.equal(new Set(digests).size, 1);
  });

  it('gives a person the same care whoever else there is', () => {
    const alone = [...syntheticBundles({ people: 1, first: 31, seed: SEED })];
    const among = all.filter(({ name }) => name.startsWith('0000031-'));
    assert.ok(alone.length > 0);
    assert.deepEqual(alone, among);
  });

  it('is, for one vendor, what that vendor sends in the whole', () => {
    const one = [...syntheticBundles({ people: 300, seed: SEED, vendors: ['takecare'] })];
    const whole = [...syntheticBundles({ people: 300, seed: SEED })].filter(({ vendor }) => vendor === 'takecare');
    assert.deepEqual(one, whole);
  });

  it('has only valid identifiers of people, but for the planned faults', () => {
    const kinds = new Map<string, number>();
    for (const { bundle, expected } of all) {
      const planned = expected.findings.some(({ code }) => code.startsWith('identifier-'));
      for (const patient of resources(bundle).filter((item): item is Patient => item.resourceType === 'Patient')) {
        const identifier = patient.identifier?.[0];
        if (!identifier) continue;
        const system = CANONICAL.get(identifier.system!) ?? identifier.system!;
        const check = checkPersonIdentifier(system, identifier.value!);
        assert.equal(check?.ok, !planned, `${system} of ${expected.bundle}`);
        if (check?.ok === false) assert.equal(check.code, expected.findings[0]!.code);
        if (check?.ok) kinds.set(check.kind, (kinds.get(check.kind) ?? 0) + 1);
      }
    }
    for (const kind of ['personnummer', 'samordningsnummer', 'nationellt-reservnummer', 'regionalt-reservnummer']) {
      assert.ok(kinds.get(kind)! > 5, kind);
    }
    assert.ok(
      all.some(({ bundle }) => resources(bundle).some((item) => item.resourceType === 'Patient' && !item.identifier)),
    );
  });

  it('has organisations with valid numbers that no client shares', () => {
    const numbers = VENDORS.flatMap((vendor) => vardgivareOf(vendor).map((owner) => owner.organisationsnummer));
    assert.equal(new Set(numbers).size, numbers.length);
    for (const number of numbers) assert.equal(checkOrganisationsnummer(number).ok, true);
  });

  it('never gives two people the same personnummer', () => {
    const personOf = population(SEED);
    const seen = new Set<string>();
    const { length } = Array.from({ length: 20_000 }, (_, i) => personOf(i < 10_000 ? i : PLACES + i - 10_000)).filter(
      ({ person: { identifier } }) => {
        const double = identifier.value !== '' && seen.has(identifier.value);
        seen.add(identifier.value);
        return double;
      },
    );
    assert.equal(length, 0);
  });

  it('uses references that lead somewhere', () => {
    for (const { bundle, expected } of taken) {
      const known = new Set<string>();
      for (const { fullUrl, resource } of bundle.entry ?? []) {
        if (fullUrl) known.add(fullUrl);
        if (resource?.id) known.add(`${resource.resourceType}/${resource.id}`);
      }
      if (expected.plan === 'late-fact' || expected.plan === 'retraction') continue;
      for (const [, reference] of JSON.stringify(bundle).matchAll(/"reference":"([^"]+)"/g)) {
        assert.ok(known.has(reference!), `${reference} in ${expected.bundle}`);
      }
    }
  });

  it('reaches both registers and every table, with drafts, refusals and corrections', () => {
    const reckoning = new Reckoning({ people: 3000, seed: SEED });
    for (const item of all) reckoning.add(item);
    const { rows, outcomes, plans, answers } = reckoning.summary();
    for (const tables of Object.values(rows)) {
      for (const [table, number] of Object.entries(tables)) assert.ok(number > 3, `${table}: ${number}`);
    }
    assert.equal(Object.values(rows).flatMap((tables) => Object.keys(tables)).length, 8);
    for (const counts of Object.values(outcomes)) assert.ok(counts.accepted! > 100 && counts['not-eligible']! > 100);
    for (const plan of [
      'check-digit-wrong',
      'reserve-number-under-wrong-system',
      'main-diagnosis-missing',
      'late-fact',
      'social-services',
    ]) {
      assert.ok(plans[plan]! > 1, plan);
    }
    for (const answer of ['accepted', 'rejected', 'forbidden', 'duplicate', 'superseded'])
      assert.ok(answers[answer]! > 10, answer);
    const plain = plans.plain! / all.length;
    assert.ok(plain > 0.7 && plain < 0.9, `${plain} of the bundles are plain`);
  });

  it('says what must become of every entry and every contact', () => {
    for (const { bundle, expected } of all) {
      assert.equal(expected.entries.length, bundle.entry!.length);
      for (const { entry, identifier } of expected.contacts) {
        if (entry === undefined) continue;
        assert.equal((bundle.entry![entry]!.resource as Encounter).identifier![0]!.value, identifier);
      }
      if (expected.answer === 'rejected') assert.ok(expected.findings.length > 0 && expected.contacts.length === 0);
    }
  });

  it('is over when October is, but for a few days after an operation', () => {
    for (const { bundle, expected } of all) {
      for (const item of resources(bundle)) {
        if (item.resourceType !== 'Encounter' || expected.plan === 'date-impossible') continue;
        const { start, end } = item.period!;
        assert.ok(start! >= '2026-06-30' && start! < end! && end! < '2026-11-06', `${start} – ${end}`);
      }
    }
  });

  it('marks every patient as one of a demonstration', () => {
    for (const { bundle } of all) {
      for (const item of resources(bundle)) {
        if (item.resourceType === 'Patient') assert.equal(item.meta!.security![0]!.code, 'DEMO');
      }
    }
  });

  it('makes at least two thousand bundles in a second of CPU', () => {
    const before = process.cpuUsage();
    let bundles = 0;
    let bytes = 0;
    for (const { bundle } of syntheticBundles({ people: 1500, seed: 9 })) {
      bundles++;
      bytes += JSON.stringify(bundle).length;
    }
    const { user, system } = process.cpuUsage(before);
    const perSecond = (bundles * 1e6) / (user + system);
    assert.ok(bytes > 0 && perSecond > 2000, `${Math.round(perSecond)} bundles/s`);
  });

  it('refuses more people than there are test numbers', () => {
    assert.throws(() => [...syntheticBundles({ people: 1, first: 2 * PLACES, seed: 1 })], RangeError);
  });
});

describe('writing a population', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sluss-synth-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('puts each bundle beside its expectation', async () => {
    await writePopulation({ people: 12, seed: 5, folder, format: 'files' });
    const items = [...syntheticBundles({ people: 12, seed: 5 })];
    for (const { vendor, name, bundle, expected } of items) {
      const read = async (file: string) => JSON.parse(await readFile(join(folder, vendor, file), 'utf8'));
      assert.deepEqual(await read(`${name}.json`), bundle);
      assert.deepEqual(await read(`${name}.expected.json`), JSON.parse(JSON.stringify(expected)));
    }
  });

  it('writes lines and a summary', async () => {
    const summary = await writePopulation({ people: 40, seed: 5, folder, format: 'ndjson' });
    const lines = (await readFile(join(folder, 'cosmic.ndjson'), 'utf8')).trimEnd().split('\n');
    assert.equal(lines.length, summary.bundles.cosmic);
    assert.equal(JSON.parse(lines[0]!).resourceType, 'Bundle');
    assert.deepEqual(
      JSON.parse(await readFile(join(folder, 'summary.json'), 'utf8')),
      JSON.parse(JSON.stringify(summary)),
    );
    assert.ok((await readdir(folder)).includes('cosmic.expected.ndjson'));
  });
});

describe('the calendar of the population', () => {
  it('writes Swedish summer and normal time, whatever the machine’s time zone', () => {
    assert.equal(localDateTime(minute(2026, 10, 25, 1, 59)), '2026-10-25T01:59:00+02:00');
    assert.equal(utcDateTime(minute(2026, 10, 25, 1, 59)), '2026-10-24T23:59:00Z');
    assert.equal(localDateTime(minute(2026, 10, 25, 3, 0)), '2026-10-25T03:00:00+01:00');
    assert.equal(utcDateTime(minute(2026, 10, 25, 3, 0)), '2026-10-25T02:00:00Z');
  });

  it('permutes without collisions', () => {
    for (const size of [1, 2, 3, 100, 1023]) {
      const at = permutation(size, 11);
      assert.equal(new Set(Array.from({ length: size }, (_, i) => at(i))).size, size);
    }
  });

  it('shares the people among the regions', () => {
    assert.equal(HOME_REGIONS.length, 3);
  });
});
