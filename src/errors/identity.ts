import { defineErrors } from './definition.ts';

export const identityErrors = defineErrors({});
