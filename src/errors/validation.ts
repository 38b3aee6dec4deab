import { defineErrors } from './definition.ts';
import { jsonErrors } from './validation-json.ts';

export const validationErrors = defineErrors({ ...jsonErrors });
