import { defineErrors } from './definition.ts';

export const accessErrors = defineErrors({});
