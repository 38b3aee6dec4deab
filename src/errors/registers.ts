import { defineErrors } from './definition.ts';

export const registersErrors = defineErrors({});
