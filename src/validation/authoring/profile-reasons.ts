import type { Text } from '../../errors/definition.ts';

/** What can be wrong with a profile, in words. */
export const REASONS = {
  derivation: {
    en: 'A definition that has a base must say how it is derived from it.',
    sv: 'En definition som har en bas ska säga hur den härleds ur den.',
  },
  kind: { en: 'A profile is of the same kind as its base.', sv: 'En profil är av samma slag som sin bas.' },
  type: { en: 'A profile is of the same type as its base.', sv: 'En profil är av samma typ som sin bas.' },
  newType: {
    en: 'A definition of a new type has another type than its base.',
    sv: 'En definition av en ny typ har en annan typ än sin bas.',
  },
  context: { en: 'Only an extension has contexts.', sv: 'Bara ett tillägg har sammanhang.' },
  contextUnknown: {
    en: 'The element of the context does not exist.',
    sv: 'Elementet i sammanhanget finns inte.',
  },
  contextExpression: {
    en: 'The expression of the context cannot be read.',
    sv: 'Uttrycket i sammanhanget går inte att läsa.',
  },
  extensionUrl: {
    en: "An extension's url is fixed to the address of its definition.",
    sv: 'Ett tilläggs url är fast och lika med definitionens adress.',
  },
  rootSlicing: { en: 'The root of a definition is not sliced.', sv: 'En definitions rot skivas inte.' },
  meaning: {
    en: 'A profile cannot say what it means that an element is missing.',
    sv: 'En profil kan inte säga vad det betyder att ett element saknas.',
  },
  slicing: {
    en: 'An element that neither repeats nor has several types is not sliced.',
    sv: 'Ett element som varken upprepas eller har flera typer skivas inte.',
  },
  discriminator: {
    en: 'The path of the discriminator leads to no element.',
    sv: 'Diskriminatorns sökväg leder inte till något element.',
  },
  fixed: { en: 'The base has another fixed value.', sv: 'Basen har ett annat fast värde.' },
  targets: {
    en: 'Only references and canonicals have target profiles.',
    sv: 'Bara referenser och kanoniska adresser har målprofiler.',
  },
  targetKind: { en: 'The target profile is of no resource.', sv: 'Målprofilen gäller ingen resurs.' },
  typeProfile: { en: 'The profile is of another type.', sv: 'Profilen gäller en annan typ.' },
  modifier: {
    en: 'An extension that changes meaning stands in modifierExtension, and no other does.',
    sv: 'Ett tillägg som ändrar betydelsen står i modifierExtension, och inget annat gör det.',
  },
  maxLength: { en: 'Only texts have a greatest length.', sv: 'Bara texter har en största längd.' },
  range: {
    en: 'Values of this type have no order, so no least or greatest value.',
    sv: 'Värden av denna typ har ingen ordning och därför inget minsta eller största värde.',
  },
  min: { en: 'The base demands more of them.', sv: 'Basen kräver fler.' },
  max: { en: 'The base allows fewer of them.', sv: 'Basen tillåter färre.' },
  mustSupport: {
    en: 'The base says that the element must be supported.',
    sv: 'Basen säger att elementet ska stödjas.',
  },
  summary: {
    en: 'A profile cannot change whether an element is in the summary.',
    sv: 'En profil kan inte ändra om ett element är med i sammanfattningen.',
  },
  weaker: {
    en: 'The base has a required binding, which cannot be weakened.',
    sv: 'Basen har en obligatorisk bindning, som inte kan försvagas.',
  },
  wider: {
    en: 'The value set has codes that the required binding of the base does not allow.',
    sv: 'Värdemängden har koder som basens obligatoriska bindning inte tillåter.',
  },
  typeLogical: {
    en: 'Only a logical model has an address as its type.',
    sv: 'Bara en logisk modell har en adress som typ.',
  },
  typeDerived: {
    en: 'The type is one of FHIR, so that only a profile can have it.',
    sv: 'Typen är en av FHIR:s, så bara en profil kan ha den.',
  },
  typeUnknown: {
    en: 'FHIR has no such type; a type of one’s own is named by its address.',
    sv: 'FHIR har ingen sådan typ; en egen typ anges med sin adress.',
  },
  path: {
    en: 'The path begins with the type of the definition.',
    sv: 'Sökvägen börjar med definitionens typ.',
  },
  constraintSource: {
    en: 'The source of a rule that a profile adds is the profile itself.',
    sv: 'Källan till en regel som en profil lägger till är profilen själv.',
  },
  constraintKey: {
    en: 'The key of the rule already stands for another expression.',
    sv: 'Regelns nyckel står redan för ett annat uttryck.',
  },
  decimals: {
    en: 'Only numbers and points in time have decimal places.',
    sv: 'Bara tal och tidpunkter har decimaler.',
  },
  size: { en: 'Only binary content has a greatest size.', sv: 'Bara binärt innehåll har en största storlek.' },
  typeNotInBase: { en: 'The base does not allow this type.', sv: 'Basen tillåter inte denna typ.' },
} satisfies Record<string, Text>;

export type Reason = keyof typeof REASONS;
