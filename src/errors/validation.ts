import { defineErrors } from './definition.ts';

export const validationErrors = defineErrors({});
