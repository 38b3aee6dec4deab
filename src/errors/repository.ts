import { defineErrors } from './definition.ts';

export const repositoryErrors = defineErrors({});
