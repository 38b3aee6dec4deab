import type { ElementDefinition } from '@medplum/fhirtypes';
import { readXhtml, type XhtmlNode } from '../xhtml.ts';
import type { InstanceCheck } from './overlay.ts';

const SOURCE_CONTROL = 'http://hl7.org/fhir/StructureDefinition/narrative-source-control';
const LANGUAGE_CONTROL = 'http://hl7.org/fhir/StructureDefinition/narrative-language-control';
const SOURCES = new Set(['boilerplate', 'generated', 'original']);

/** What a profile demands of a narrative by extensions on its element: that every part says where it comes from, and in which languages it is. */
export function compileNarrativeControl(definition: ElementDefinition, profile: string): InstanceCheck[] {
  const checks: InstanceCheck[] = [];
  for (const { url, valueCode } of definition.extension ?? []) {
    if (url === SOURCE_CONTROL) {
      checks.push(({ value }, run) => {
        const root = rootOf(value);
        if (root && !statesSource(root)) run.report('narrative-source', { profile }, { rule: profile });
      });
    } else if (url === LANGUAGE_CONTROL && valueCode !== undefined) {
      checks.push(({ value }, run) => {
        const root = rootOf(value);
        if (root && !meetsLanguages(root, valueCode))
          run.report('narrative-language-sections', { profile }, { rule: profile });
      });
    }
  }
  return checks;
}

function rootOf(value: unknown): XhtmlNode | undefined {
  const div = (value as { div?: unknown } | undefined)?.div;
  const root = typeof div === 'string' ? readXhtml(div) : undefined;
  return root && !('problem' in root) ? root : undefined;
}

/** Every text stands in an element whose class says what it is. */
function statesSource(node: XhtmlNode): boolean {
  const classes = node.attributes.get('class')?.split(/\s+/) ?? [];
  if (classes.some((name) => SOURCES.has(name))) return true;
  return !node.text && node.children.every(statesSource);
}

/** `_no`: no sections by language; `_yes`: only such sections; a language: a section in it. */
function meetsLanguages(root: XhtmlNode, wanted: string): boolean {
  const languages = root.children
    .filter((child) => child.name === 'div')
    .map((child) => child.attributes.get('lang') ?? child.attributes.get('xml:lang'))
    .filter((language) => language !== undefined);
  if (wanted === '_no') return languages.length === 0;
  return wanted === '_yes' ? languages.length > 0 : languages.includes(wanted);
}
