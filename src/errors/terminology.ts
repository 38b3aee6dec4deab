import { defineErrors } from './definition.ts';

export const terminologyErrors = defineErrors({});
