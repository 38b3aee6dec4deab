import { defineErrors } from './definition.ts';

export const submissionErrors = defineErrors({});
