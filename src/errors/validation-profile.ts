import { defineErrors } from './definition.ts';

/** What validation says of profile. */
export const profileErrors = defineErrors({
  'profile-unknown': {
    status: 422,
    severity: 'warning',
    type: 'not-found',
    message: {
      en: 'The profile {profile} is not known, so that it was not checked.',
      sv: 'Profilen {profile} är okänd och kontrollerades inte.',
    },
    fix: { en: '{suggestion}', sv: '{suggestion}' },
    rule: 'http://hl7.org/fhir/R4/profiling.html',
  },
  'profile-unresolved': {
    status: 422,
    severity: 'error',
    type: 'not-found',
    message: {
      en: 'The profile {profile}, which a definition asks for, is not known.',
      sv: 'Profilen {profile}, som en definition kräver, är okänd.',
    },
    rule: 'http://hl7.org/fhir/R4/profiling.html',
  },
  'profile-broken': {
    status: 422,
    severity: 'error',
    type: 'processing',
    message: {
      en: 'The profile {profile} cannot be used: {reason}.',
      sv: 'Profilen {profile} kan inte användas: {reason}.',
    },
    rule: 'http://hl7.org/fhir/R4/profiling.html#snapshot',
  },
  'profile-wrong-type': {
    status: 422,
    severity: 'error',
    type: 'structure',
    message: {
      en: 'The profile {profile} is for {expected}, not for {found}.',
      sv: 'Profilen {profile} gäller {expected}, inte {found}.',
    },
    rule: 'http://hl7.org/fhir/R4/profiling.html',
  },
  'profile-no-match': {
    status: 422,
    severity: 'error',
    type: 'structure',
    message: {
      en: 'The value conforms to none of the profiles {profiles}.',
      sv: 'Värdet följer ingen av profilerna {profiles}.',
    },
    rule: 'http://hl7.org/fhir/R4/profiling.html',
  },
  'type-not-allowed': {
    status: 422,
    severity: 'error',
    type: 'structure',
    message: {
      en: 'The type {found} is not allowed here; allowed: {allowed}.',
      sv: 'Typen {found} är inte tillåten här; tillåtna: {allowed}.',
    },
    rule: 'http://hl7.org/fhir/R4/elementdefinition-definitions.html#ElementDefinition.type',
  },
  'value-not-fixed': {
    status: 422,
    severity: 'error',
    type: 'value',
    message: {
      en: 'The value is not the fixed value that {profile} demands.',
      sv: 'Värdet är inte det fasta värde som {profile} kräver.',
    },
    fix: { en: '{expected}', sv: '{expected}' },
    rule: 'http://hl7.org/fhir/R4/elementdefinition-definitions.html#ElementDefinition.fixed_x_',
  },
  'value-not-pattern': {
    status: 422,
    severity: 'error',
    type: 'value',
    message: {
      en: 'The value does not match the pattern that {profile} demands.',
      sv: 'Värdet följer inte det mönster som {profile} kräver.',
    },
    fix: { en: '{expected}', sv: '{expected}' },
    rule: 'http://hl7.org/fhir/R4/elementdefinition-definitions.html#ElementDefinition.pattern_x_',
  },
  'value-below-minimum': {
    status: 422,
    severity: 'error',
    type: 'value',
    message: {
      en: 'The value is less than the allowed minimum {limit}.',
      sv: 'Värdet är mindre än det tillåtna minimum {limit}.',
    },
    rule: 'http://hl7.org/fhir/R4/elementdefinition-definitions.html#ElementDefinition.minValue_x_',
  },
  'value-above-maximum': {
    status: 422,
    severity: 'error',
    type: 'value',
    message: {
      en: 'The value is greater than the allowed maximum {limit}.',
      sv: 'Värdet är större än det tillåtna maximum {limit}.',
    },
    rule: 'http://hl7.org/fhir/R4/elementdefinition-definitions.html#ElementDefinition.maxValue_x_',
  },
  'value-not-comparable': {
    status: 422,
    severity: 'error',
    type: 'value',
    message: {
      en: 'The value cannot be compared with the limit {limit}, since the units differ.',
      sv: 'Värdet kan inte jämföras med gränsen {limit}, eftersom enheterna skiljer sig.',
    },
    rule: 'http://hl7.org/fhir/R4/elementdefinition-definitions.html#ElementDefinition.minValue_x_',
  },
  'value-too-many-decimals': {
    status: 422,
    severity: 'error',
    type: 'value',
    message: {
      en: 'The value has more than {max} decimals.',
      sv: 'Värdet har fler än {max} decimaler.',
    },
    rule: 'http://hl7.org/fhir/R4/extension-maxdecimalplaces.html',
  },
  'value-too-short': {
    status: 422,
    severity: 'error',
    type: 'value',
    message: {
      en: 'The value is shorter than {min} characters.',
      sv: 'Värdet är kortare än {min} tecken.',
    },
    rule: 'http://hl7.org/fhir/R4/elementdefinition-profiles.html',
  },
  'value-format': {
    status: 422,
    severity: 'error',
    type: 'value',
    message: {
      en: 'The value does not have the form {pattern}.',
      sv: 'Värdet har inte formen {pattern}.',
    },
    rule: 'http://hl7.org/fhir/R4/elementdefinition-profiles.html',
  },
  'value-too-large': {
    status: 422,
    severity: 'error',
    type: 'too-long',
    message: {
      en: 'The data are larger than {max} bytes.',
      sv: 'Datat är större än {max} byte.',
    },
    rule: 'http://hl7.org/fhir/R4/elementdefinition-profiles.html',
  },
  'value-required': {
    status: 422,
    severity: 'error',
    type: 'required',
    message: {
      en: 'A value is required here, not only an extension.',
      sv: 'Ett värde krävs här, inte bara en utvidgning.',
    },
    rule: 'http://hl7.org/fhir/R4/elementdefinition-definitions.html#ElementDefinition.mustHaveValue',
  },
  'slice-missing': {
    status: 422,
    severity: 'error',
    type: 'required',
    message: {
      en: 'The slice "{slice}" of {path} is required at least {min} time(s), but found {found}.',
      sv: 'Segmentet "{slice}" av {path} krävs minst {min} gång(er), men finns {found}.',
    },
    fix: { en: '{expected}', sv: '{expected}' },
    rule: 'http://hl7.org/fhir/R4/profiling.html#slicing',
  },
  'slice-too-many': {
    status: 422,
    severity: 'error',
    type: 'structure',
    message: {
      en: 'The slice "{slice}" of {path} is allowed at most {max} time(s), but found {found}.',
      sv: 'Segmentet "{slice}" av {path} tillåts högst {max} gång(er), men finns {found}.',
    },
    rule: 'http://hl7.org/fhir/R4/profiling.html#slicing',
  },
  'slice-none-matches': {
    status: 422,
    severity: 'error',
    type: 'structure',
    message: {
      en: 'The element matches no slice of {path}, and no others are allowed. Nearest: {nearest}.',
      sv: 'Elementet passar inget segment av {path}, och inga andra tillåts. Närmast: {nearest}.',
    },
    rule: 'http://hl7.org/fhir/R4/profiling.html#slicing',
  },
  'slicing-not-evaluated': {
    status: 422,
    severity: 'error',
    type: 'processing',
    message: {
      en: 'Whether the element belongs to the slice "{slice}" of {path} cannot be told: {profile} does not say what its discriminators ask for.',
      sv: 'Om elementet hör till segmentet "{slice}" av {path} går inte att avgöra: {profile} säger inte det som dess diskriminatorer frågar efter.',
    },
    rule: 'http://hl7.org/fhir/R4/profiling.html#discriminator',
  },
  'slice-several-match': {
    status: 422,
    severity: 'error',
    type: 'structure',
    message: {
      en: 'The element matches several slices of {path}: {slices}.',
      sv: 'Elementet passar flera segment av {path}: {slices}.',
    },
    rule: 'http://hl7.org/fhir/R4/profiling.html#slicing',
  },
  'slice-out-of-order': {
    status: 422,
    severity: 'error',
    type: 'structure',
    message: {
      en: 'The slice "{slice}" of {path} stands in the wrong order.',
      sv: 'Segmentet "{slice}" av {path} står i fel ordning.',
    },
    rule: 'http://hl7.org/fhir/R4/profiling.html#slicing',
  },
  'slice-not-at-end': {
    status: 422,
    severity: 'error',
    type: 'structure',
    message: {
      en: 'Elements that match no slice of {path} must stand at the end.',
      sv: 'Element som inte passar något segment av {path} ska stå sist.',
    },
    rule: 'http://hl7.org/fhir/R4/profiling.html#slicing',
  },
});
