import type { Text } from '../../errors/definition.ts';
import type { Run } from '../run.ts';
import { type BundleEntry, entriesOf } from './entry-index.ts';
import { reachableEntries } from './reach.ts';

type Json = Record<string, unknown>;

/** http://hl7.org/fhir/R4/documents.html: a Composition first, what it names is in the Bundle, and everything in the Bundle belongs to it. */
export function checkDocument(bundle: Json, entries: readonly BundleEntry[], run: Run): void {
  const first = firstResource('document', entries, run);
  if (!first) return;
  if (first.resource.resourceType !== 'Composition') {
    run.report('bundle-document-first', {}, {}, '.entry[0].resource');
    return;
  }
  const check = checker(bundle, first.entry, run);
  const composition = first.resource;
  const at = '.entry[0].resource';
  check(composition.subject, `${at}.subject`);
  each(composition.author, (item, index) => check(item, `${at}.author[${index}]`));
  check(composition.encounter, `${at}.encounter`);
  check(composition.custodian, `${at}.custodian`);
  each(composition.attester, (item, index) => check(item.party, `${at}.attester[${index}].party`));
  each(composition.event, (item, index) =>
    each(item.detail, (detail, inner) => check(detail, `${at}.event[${index}].detail[${inner}]`)),
  );
  checkSections(composition.section, at, check, 0);
  checkStylesheets(bundle, first.fullUrl, run);
  const reached = reachableEntries(bundle, entries, first.fullUrl, strayReporter(first.entry, run));
  for (const entry of entries) {
    if (!reached.has(entry)) run.report('bundle-entry-unreachable', {}, {}, `.entry[${entry.index}]`);
  }
}

/** Reports references that lead past a resource; those of the first resource are told at their place. */
function strayReporter(first: BundleEntry, run: Run): (entry: BundleEntry) => void {
  return (entry) => {
    if (entry !== first)
      run.report('bundle-reference-unresolved', { reason: UNDER_ANOTHER }, {}, `.entry[${entry.index}]`);
  };
}

/** http://hl7.org/fhir/R4/messaging.html: a MessageHeader first, and its focus in the Bundle. */
export function checkMessage(bundle: Json, entries: readonly BundleEntry[], run: Run): void {
  const first = firstResource('message', entries, run);
  if (!first) return;
  if (first.resource.resourceType !== 'MessageHeader') {
    run.report('bundle-message-first', {}, {}, '.entry[0].resource');
    return;
  }
  const check = checker(bundle, first.entry, run);
  each(first.resource.focus, (item, index) => check(item, `.entry[0].resource.focus[${index}]`));
  const reached = reachableEntries(bundle, entries, first.fullUrl, strayReporter(first.entry, run));
  for (const entry of entries) {
    if (!reached.has(entry)) run.report('bundle-message-unreachable', {}, {}, `.entry[${entry.index}]`);
  }
}

function firstResource(
  type: string,
  entries: readonly BundleEntry[],
  run: Run,
): { entry: BundleEntry; resource: Json; fullUrl: string | undefined } | undefined {
  const first = entries[0];
  if (first?.resource) return { entry: first, resource: first.resource, fullUrl: first.fullUrl };
  run.report('bundle-no-first', { type });
  return undefined;
}

const UNDER_ANOTHER: Text = {
  en: 'A resource with that type and id is there, but under another fullUrl.',
  sv: 'En resurs med den typen och det id:t finns, men under en annan fullUrl.',
};

const CANONICAL_URL =
  /^https?:\/\/.*\/(?:ActivityDefinition|CapabilityStatement|ChargeItemDefinition|CodeSystem|CompartmentDefinition|ConceptMap|EventDefinition|Evidence|EvidenceVariable|ExampleScenario|GraphDefinition|ImplementationGuide|Library|Measure|MessageDefinition|NamingSystem|OperationDefinition|PlanDefinition|Questionnaire|ResearchDefinition|ResearchElementDefinition|SearchParameter|StructureDefinition|StructureMap|TerminologyCapabilities|TestScript|ValueSet)\/[A-Za-z0-9\-.]{1,64}$/;

type ReferenceChecker = (reference: unknown, below: string) => void;

function checker(bundle: Json, from: BundleEntry, run: Run): ReferenceChecker {
  const entries = entriesOf(bundle);
  return (value, below) => {
    const reference = (value as { reference?: unknown } | undefined)?.reference;
    if (typeof reference !== 'string' || reference.startsWith('#')) return;
    const found = entries.findFrom(reference, from).length;
    if (found === 1) return;
    if (found > 1) {
      run.report('bundle-reference-ambiguous', {}, {}, below);
      return;
    }
    // What defines something lives under its own address, in a Bundle or not.
    if (CANONICAL_URL.test(reference)) return;
    const near = entries.byTypeAndId(reference.split('/_history/')[0]!.split('/').slice(-2).join('/')).length;
    const reason = near > 0 ? UNDER_ANOTHER : '';
    run.report('bundle-reference-unresolved', { reason }, {}, below);
  };
}

function checkSections(sections: unknown, at: string, check: ReferenceChecker, depth: number): void {
  if (depth > 50) return;
  each(sections, (section, index) => {
    const here = `${at}.section[${index}]`;
    each(section.author, (item, inner) => check(item, `${here}.author[${inner}]`));
    check(section.focus, `${here}.focus`);
    each(section.entry, (item, inner) => check(item, `${here}.entry[${inner}]`));
    checkSections(section.section, here, check, depth + 1);
  });
}

/** Relative stylesheets are entries of the document. */
function checkStylesheets(bundle: Json, from: string | undefined, run: Run): void {
  each(bundle.link, ({ relation, url }, index) => {
    if (relation !== 'stylesheet' || typeof url !== 'string' || /^[a-z]+:/i.test(url)) return;
    if (entriesOf(bundle).find(url, from).length === 0) {
      run.report('bundle-link-unresolved', {}, {}, `.link[${index}].url`);
    }
  });
}

function each(list: unknown, visit: (item: Json, index: number) => void): void {
  if (!Array.isArray(list)) return;
  list.forEach((item: unknown, index) => {
    if (typeof item === 'object' && item !== null) visit(item as Json, index);
  });
}
